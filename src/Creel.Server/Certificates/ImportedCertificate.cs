using Creel.Configuration;
using Creel.Storage;

namespace Creel.Server.Certificates;

/// <summary>A certificate that <c>creel cert import</c> put into the data directory: served unless the configuration names another one.</summary>
internal static class ImportedCertificate
{
    public static string File(CertificateFiles files) => Path.Combine(files.Folder, "imported.pem");

    private static string KeyFile(CertificateFiles files) => Path.Combine(files.Folder, "imported.key");

    /// <summary>What is configured, with the imported certificate where it names none.</summary>
    public static TlsSettings Or(TlsSettings configured, CertificateFiles files) =>
        configured is { Certificate: null, Key: null } && System.IO.File.Exists(File(files))
            ? configured with { Certificate = File(files), Key = KeyFile(files), Password = null }
            : configured;

    /// <summary>Keeps a certificate and its key, owner-only. The key first: a certificate without one would keep a server from starting.</summary>
    public static void Write(CertificateFiles files, TlsFiles given)
    {
        OwnerOnlyFile.Write(KeyFile(files), given.Key ?? given.Certificate);
        OwnerOnlyFile.Write(File(files), given.Certificate);
    }

    public static bool Remove(CertificateFiles files)
    {
        if (!System.IO.File.Exists(File(files))) return false;
        System.IO.File.Delete(File(files));
        System.IO.File.Delete(KeyFile(files));
        return true;
    }
}
