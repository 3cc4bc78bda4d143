using System.Security.Cryptography;
using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>A configuration file on disk, read whole each time.</summary>
internal static class ConfigFile
{
    /// <summary>Null when it can't be read; why is in <paramref name="problems"/>.</summary>
    public static ConfigFileContent? Read(string path, ConfigProblems problems)
    {
        try
        {
            return ConfigFileContent.Read(path);
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
