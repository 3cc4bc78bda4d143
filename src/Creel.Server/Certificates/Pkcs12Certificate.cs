using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>Reads a certificate with chain and key out of a PKCS #12 file (.pfx, .p12).</summary>
internal static class Pkcs12Certificate
{
    public static ConfiguredCertificate Read(TlsFiles files, string? password)
    {
        var file = files.Settings.Certificate!;
        if (!IsPkcs12(files.Certificate))
            throw CommandException.Failed($"tls.certificate: {file} is neither a PEM nor a PKCS #12 file, or is damaged.",
                $"If it is a certificate alone (DER): openssl x509 -in {file} -out cert.pem, and name its key as tls.key.");
        if (files.Settings.Key is not null)
            throw CommandException.Failed($"tls.key: {file} is a PKCS #12 file, which holds its key; a second one can't be given.", "Remove tls.key.");
        var certificates = Open(file, files.Certificate, password);
        var leaf = certificates.FirstOrDefault(one => one.HasPrivateKey)
            ?? throw CommandException.Failed($"tls.certificate: there is no private key in {file}.",
                "Export it again, with its key: openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -out cert.pfx");
        certificates.Remove(leaf);
        return new ConfiguredCertificate(leaf, certificates, file);
    }

    private static bool IsPkcs12(byte[] content)
    {
        try { return X509Certificate2.GetCertContentType(content) == X509ContentType.Pkcs12; }
        catch (CryptographicException) { return false; }
    }

    private static X509Certificate2Collection Open(string file, byte[] content, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(content, password);
        }
        catch (CryptographicException e)
        {
            const int invalidPassword = unchecked((int)0x80070056);
            throw e.HResult == invalidPassword
                ? CommandException.Failed(password is null
                    ? $"tls.certificate: {file} is encrypted, and no password is given."
                    : $"tls.certificate: {file} can't be decrypted: tls.password is wrong.",
                    "Give the password as tls.password: \"${file:…}\" or \"${env:…}\".")
                : CommandException.Failed($"tls.certificate: {file} can't be read: {e.Message}", "Export it again, or use PEM files.");
        }
    }
}
