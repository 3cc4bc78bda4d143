using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>The CA and the key that signs with it.</summary>
internal sealed record CaWithKey(X509Certificate2 Certificate, ECDsa Key) : IDisposable
{
    public void Dispose() => Key.Dispose();

    public override string ToString() => Certificate.Subject;
}

/// <summary>A server certificate as it lies on the disk, and the CA that issued it.</summary>
/// <param name="Leaf">With its private key, except where only the public half was asked for.</param>
/// <param name="Ca">Without its private key.</param>
internal sealed record IssuedCertificate(X509Certificate2 Leaf, X509Certificate2 Ca)
{
    public IReadOnlyList<CertificateName> Names { get; } = CertificateNames.Of(Leaf);

    public DateTimeOffset NotBefore { get; } = new(Leaf.NotBefore);

    public DateTimeOffset NotAfter { get; } = new(Leaf.NotAfter);

    public string Fingerprint { get; } = FingerprintOf(Leaf);

    public string CaFingerprint { get; } = FingerprintOf(Ca);

    public override string ToString() => $"{Leaf.Subject} {Fingerprint}";

    /// <summary>SHA-256 as browsers and openssl show it: <c>AB:CD:…</c></summary>
    public static string FingerprintOf(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256).Select(b => b.ToString("X2")));
}
