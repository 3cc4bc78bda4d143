using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Creel.Storage;
using Creel.Storage.Sqlite;

namespace Creel.Server.Certificates;

/// <summary>The PEM files in the data directory's <c>tls</c>. What can't be used is refused in words a person can act on.</summary>
internal sealed class CertificateFiles(string directory)
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode OtherPeople = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public string Folder => directory;
    public string CaFile => At("ca.pem");
    public string CaKeyFile => At("ca.key");
    public string LeafFile => At("server.pem");
    public string LeafKeyFile => At("server.key");

    /// <summary>Something is there, whole or not: from then on nothing is ever made anew without being asked for.</summary>
    public bool Any => new[] { CaFile, CaKeyFile, LeafFile, LeafKeyFile }.Any(File.Exists);

    /// <summary>Makes the directory if it is missing, and takes it away from everybody else.</summary>
    public void MakeFolder() => OwnerOnlyFolder.Make(directory);

    public X509Certificate2 ReadCertificate(string file)
    {
        var text = ReadText(file);
        try
        {
            return X509Certificate2.CreateFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw Damaged(file, $"there is no certificate in it ({e.Message})");
        }
    }

    public ECDsa ReadKey(string file, X509Certificate2 certificate)
    {
        var text = ReadText(file);
        RefuseWhenOthersMayRead(file);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            // What the parser says of a key is not repeated.
            throw Damaged(file, "there is no usable private key in it");
        }
        using var expected = certificate.GetECDsaPublicKey();
        if (key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(expected?.ExportSubjectPublicKeyInfo())) return key;
        key.Dispose();
        throw Damaged(file, $"it does not belong to the certificate {Path.ChangeExtension(file, ".pem")}");
    }

    /// <summary>
    /// Certificates are public, and must stay readable for the server when another user (root) renewed them;
    /// the directory keeps everybody else out anyway.
    /// </summary>
    public static void WriteCertificate(string file, X509Certificate2 certificate)
    {
        OwnerOnlyFile.Write(file, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, Readable);
    }

    public static void WriteKey(string file, ECDsa key) =>
        OwnerOnlyFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));

    /// <summary>Keeps other processes from issuing at the same time: one would undo the names that the other added.</summary>
    public FileStream Lock()
    {
        var file = At("lock");
        FileStream? held = null;
        SpinWait.SpinUntil(() => (held = TryLock(file)) is not null, TimeSpan.FromSeconds(5));
        return held ?? throw CommandException.Failed($"Another process has been issuing certificates in {directory} for seconds.",
            "Try again when it has ended.");
    }

    public CommandException Damaged(string file, string what) => CommandException.Failed($"{file} can't be used: {what}.",
        file == CaFile || file == CaKeyFile
            ? $"Restore {directory} from a backup. Without one, move it away: a new CA is made at the next start, and every sender "
                + "that trusts the old one must be given the new one (creel cert export)."
            : $"Restore it from a backup, or remove {LeafFile} and {LeafKeyFile}: the same CA then issues a new certificate at the next "
                + "start, and senders that trust the CA need no change. Names given earlier must be given again (--name).");

    private static FileStream? TryLock(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                OwnerOnlyFile.Write(file, []);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, Readable);
            }
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException e) when (OwnerLock.IsHeld(e))
        {
            return null;
        }
    }

    private string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Damaged(file, "it is missing");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{file} belongs to another user.",
                "Run the command as the user that runs the server (for example with sudo -u), or name another directory with --data DIR.");
        }
    }

    private static void RefuseWhenOthersMayRead(string file)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & OtherPeople) == 0) return;
        throw CommandException.Failed($"{file} may be read by others than its owner, so this private key may be known to somebody.",
            $"If you are sure that nobody took it: chmod 600 {file}");
    }

    private string At(string name) => Path.Combine(directory, name);
}
