using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>Makes certificates. Knows nothing of files and of when one is due.</summary>
internal static class CertificateIssuer
{
    private const int CommonNameLimit = 64;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A sender's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private static readonly TimeSpan CaLife = TimeSpan.FromDays(3652);

    /// <summary>Some senders refuse server certificates that are valid for more than 397 days.</summary>
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(396);

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A CA that can sign servers and no other CA.</summary>
    public static X509Certificate2 NewCa(ECDsa key, string host, DateTimeOffset now)
    {
        var request = new CertificateRequest(CommonName($"Creel CA on {host}"), key, HashAlgorithmName.SHA256);
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        var start = now - ClockSkew;
        using var withKey = request.CreateSelfSigned(start, start + CaLife);
        return X509CertificateLoader.LoadCertificate(withKey.RawDataMemory.Span);
    }

    /// <summary>When a certificate issued now would end: never after its CA.</summary>
    public static DateTimeOffset EndOfLeaf(X509Certificate2 ca, DateTimeOffset now) =>
        Earlier(StartOfLeaf(ca, now) + LeafLife, new DateTimeOffset(ca.NotAfter));

    public static X509Certificate2 NewLeaf(CaWithKey ca, ECDsa key, IReadOnlyList<CertificateName> names, DateTimeOffset now)
    {
        var subject = names.FirstOrDefault(n => n.Address is null && n.Text != "localhost") ?? names[0];
        var request = new CertificateRequest(CommonName(subject.Text), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            ca.Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        return request.Create(ca.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(ca.Key),
            StartOfLeaf(ca.Certificate, now), EndOfLeaf(ca.Certificate, now), SerialNumber());
    }

    public static DateTimeOffset StartOfLeaf(X509Certificate2 ca, DateTimeOffset now)
    {
        var caStart = new DateTimeOffset(ca.NotBefore);
        return now - ClockSkew > caStart ? now - ClockSkew : caStart;
    }

    private static X509Extension AlternativeNames(IReadOnlyList<CertificateName> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (name.Address is { } address) builder.AddIpAddress(address);
            else builder.AddDnsName(name.Text);
        }
        return builder.Build();
    }

    private static X500DistinguishedName CommonName(string text)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(text.Length > CommonNameLimit ? text[..CommonNameLimit] : text);
        return builder.Build();
    }

    // Positive and of full length whatever the dice say.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
