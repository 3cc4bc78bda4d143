using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Creel.Server.Certificates;

/// <summary>Reads a certificate, its chain and its key out of PEM files.</summary>
internal static class PemCertificate
{
    public static bool IsPem(ReadOnlySpan<byte> content) => content.IndexOf("-----BEGIN "u8) >= 0;

    public static ConfiguredCertificate Read(TlsFiles files, string? password)
    {
        var file = files.Settings.Certificate!;
        var certificates = Certificates("certificate", file, files.Certificate);
        var keyFile = files.Settings.Key ?? file;
        using var key = PemKey.Read(keyFile, Encoding.UTF8.GetString(files.Key ?? files.Certificate), password);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        // The certificate should come first, but people put chains together in any order.
        var leaf = certificates.FirstOrDefault(one => one.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey))
            ?? throw CommandException.Failed($"tls.key: the private key in {keyFile} does not belong to the certificate in {file} ({certificates[0].Subject}).",
                "Name the key that the certificate was ordered with. If both were just replaced, one of them is still the old one.");
        certificates.Remove(leaf);
        return new ConfiguredCertificate(Join(leaf, key), certificates, file);
    }

    /// <summary>All certificates in a PEM file; at least one.</summary>
    public static X509Certificate2Collection Certificates(string setting, string file, byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            throw Damaged(setting, file);
        }
        if (certificates.Count > 0) return certificates;
        if (content.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0) throw Damaged(setting, file);
        throw CommandException.Failed($"tls.{setting}: there is no certificate in {file}.", IsPem(content)
            ? "It must hold a block that begins with -----BEGIN CERTIFICATE-----."
            : $"It must be a PEM file; a binary one is converted with: openssl x509 -in {file} -out cert.pem");
    }

    private static CommandException Damaged(string setting, string file) =>
        CommandException.Failed($"tls.{setting}: a certificate in {file} is damaged.", "Copy it again, with its BEGIN and END lines.");

    private static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        var joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        if (!OperatingSystem.IsWindows()) return joined;
        // Windows' TLS does not take a key that lives in memory only.
        using (joined) return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), password: null);
    }
}
