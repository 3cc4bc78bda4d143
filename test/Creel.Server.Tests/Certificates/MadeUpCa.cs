using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Tests.Certificates;

/// <summary>A CA of somebody else: a root, or one below another.</summary>
internal sealed class MadeUpCa : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public MadeUpCa(string name, MadeUpCa? parent = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = parent is null
            ? request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(400))
            : parent.Sign(request, Now.AddDays(-300), Now.AddDays(300));
    }

    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate as PEM, and its key.</summary>
    public (string Certificate, string Key) Issue(string subject, string purpose, int fromDays = -1, int toDays = 90, bool rsa = false)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA r
            ? new CertificateRequest(subject, r, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("creel.example.com");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using var certificate = Sign(request, Now.AddDays(fromDays), Now.AddDays(toDays));
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset to) => request.Create(
        _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), from, to, RandomNumberGenerator.GetBytes(12));
}
