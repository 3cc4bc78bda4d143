using System.Security.Cryptography;
using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>A configuration file on disk, read whole each time; links on the way to it (Kubernetes swaps them) are followed anew.</summary>
internal static class ConfigFile
{
    private const UnixFileMode OtherPeople = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Content and mode of one and the same file, also when it is replaced meanwhile. Null when it can't be read; why is in <paramref name="problems"/>.</summary>
    public static ConfigFileContent? Read(string path, ConfigProblems problems)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = BoundedFile.Read(file, ConfigText.LargestFile);
            var others = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & OtherPeople) != 0;
            return new ConfigFileContent(path, bytes, others);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(0, 0, ""), $"the file can't be read: {e.Message}", "Put it there, readable for the user that Creel runs as.");
            return null;
        }
    }

    /// <summary>The same for the same content of the file and of every secret file that it names, and for nothing else.</summary>
    public static string Fingerprint(ConfigFileContent? file, SecretHashes secrets)
    {
        if (file is null) return "unreadable";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(file.Bytes));
        hash.AppendData([file.OthersCanRead ? (byte)1 : (byte)0]);
        secrets.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
