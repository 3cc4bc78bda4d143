using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>A certificate that the operator gave instead of Creel's own.</summary>
/// <param name="Leaf">With its private key.</param>
/// <param name="Chain">The CAs between it and the root, as its file holds them.</param>
/// <param name="File">Where it came from.</param>
internal sealed record ConfiguredCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain, string File)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";

    public string Fingerprint { get; } = IssuedCertificate.FingerprintOf(Leaf);

    public IReadOnlyList<CertificateName> Names { get; } = CertificateNames.Of(Leaf);

    public DateTimeOffset NotBefore { get; } = new(Leaf.NotBefore);

    public DateTimeOffset NotAfter { get; } = new(Leaf.NotAfter);

    /// <summary>Reads it out of its file's content, and its key's.</summary>
    /// <exception cref="CommandException">It can't be used; the message says what, where, what to do, and nothing of the key.</exception>
    public static ConfiguredCertificate Read(TlsFiles files, string? password)
    {
        var read = PemCertificate.IsPem(files.Certificate) ? PemCertificate.Read(files, password) : Pkcs12Certificate.Read(files, password);
        var purposes = read.Leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value);
        if (purposes is not null && !purposes.Any(purpose => purpose is ServerAuthentication or AnyPurpose))
            throw CommandException.Failed($"{read.File}: the certificate is not one for servers (its extended key usage lacks serverAuth), so every sender would refuse it.",
                "Order a TLS server certificate from the CA.");
        return read;
    }

    /// <summary>The public half, for who has not the key's password; null when it can't be read (any more, or by this user).</summary>
    public static X509Certificate2? Look(string file)
    {
        try { return X509Certificate2.CreateFromPem(System.IO.File.ReadAllText(file)); }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>What is wrong with its validity, or soon will be; null when all is well.</summary>
    public string? Concern(DateTimeOffset now)
    {
        var third = (NotAfter - NotBefore) / 3;
        var early = third < TimeSpan.FromDays(14) ? third : TimeSpan.FromDays(14);
        if (now >= NotAfter) return $"The certificate in {File} ended on {NotAfter.UtcDateTime:yyyy-MM-dd}: senders that check it refuse it. Put a new one there.";
        if (now < NotBefore) return $"The certificate in {File} is not valid before {NotBefore.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Compare this machine's clock.";
        return NotAfter - now < early
            ? $"The certificate in {File} ends on {NotAfter.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Put a new one there: it is served within seconds, without a restart."
            : null;
    }

    public override string ToString() => $"{Leaf.Subject} {Fingerprint}";
}
