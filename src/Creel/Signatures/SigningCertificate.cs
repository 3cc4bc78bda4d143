using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Creel.Signatures;

/// <summary>A certificate that signs, once it proved to be whose it should be; or why it does not.</summary>
/// <param name="Key">Null: it is not good.</param>
/// <param name="Until">When it expires.</param>
/// <param name="Problem">Why it is not good.</param>
internal sealed record SigningCertificate(RsaKey? Key, DateTimeOffset Until, string Problem)
{
    private const int FewestBits = 2048;

    /// <param name="pem">As it was fetched: the certificate, perhaps with those above it behind.</param>
    /// <param name="names">DNS names, one of which it is made out to.</param>
    /// <param name="roots">Who is trusted; null: whom this machine trusts.</param>
    /// <param name="now">Now.</param>
    public static SigningCertificate Read(ReadOnlySpan<byte> pem, IReadOnlyList<string> names, X509Certificate2Collection? roots, DateTimeOffset now)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.Latin1.GetString(pem));
            return all.Count == 0 ? Bad("it is no certificate") : Read(all, names, roots, now);
        }
        catch (CryptographicException e)
        {
            return Bad($"it can't be read: {e.Message}");
        }
        finally
        {
            foreach (var one in all) one.Dispose();
        }
    }

    private static SigningCertificate Read(X509Certificate2Collection all, IReadOnlyList<string> names, X509Certificate2Collection? roots, DateTimeOffset now)
    {
        var certificate = all[0];
        if (!names.Any(name => certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false)))
            return Bad($"it is not made out to {string.Join(" or ", names)}");
        if (!IsTrusted(all, roots, now, out var why)) return Bad($"it is not trusted: {why}");
        var key = new RsaKey(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        return key.Bits < FewestBits ? Bad($"its key has {key.Bits} bits") : new(key, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), "");
    }

    private static bool IsTrusted(X509Certificate2Collection all, X509Certificate2Collection? roots, DateTimeOffset now, out string why)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        // Lists of what was withdrawn are more hosts to ask, and to depend on; the certificate is fetched anew every day.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Amazon publishes the certificate alone; who signed it is fetched from where it says (plain HTTP, since what comes is signed itself).
        chain.ChainPolicy.UrlRetrievalTimeout = TimeSpan.FromSeconds(10);
        chain.ChainPolicy.ExtraStore.AddRange(all);
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }
        var trusted = chain.Build(all[0]);
        why = trusted ? "" : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
        foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        return trusted;
    }

    private static SigningCertificate Bad(string problem) => new(null, default, problem);
}
