using System.Security.Cryptography;
using System.Text.Json;
using Creel.Storage;

namespace Creel.Server.Local;

/// <summary>The secrets this machine made for itself at the first start, kept owner-only in the data directory.</summary>
internal sealed class LocalSecrets
{
    /// <summary>Bearer token of the console API.</summary>
    public required string ApiToken { get; init; }

    /// <summary>Key of the digests that stand for credentials in kept events; base64, 32 bytes.</summary>
    public required byte[] DigestKey { get; init; }

    /// <summary>HTTP Basic credentials by source.</summary>
    public required Dictionary<string, UserPassword> Basic { get; init; }

    /// <summary>The secrets of a data directory, or null when no server ever ran on it.</summary>
    public static LocalSecrets? Read(DataDirectory data)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(data.SecretsFile), LocalJson.Default.LocalSecrets);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw CommandException.Failed($"{data.SecretsFile} is damaged: {e.Message}",
                "Restore it from a backup, or move it away: new credentials and a new token are made at the next start.");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Failed($"{data.SecretsFile} belongs to another user.",
                "Run the command as the user that runs the server (for example with sudo -u), or name another directory with --data DIR.");
        }
    }

    /// <summary>Reads the secrets, making what is missing. <paramref name="user"/> replaces the credentials of <paramref name="source"/>,
    /// which are made when they are missing too; no source, no credentials: a configuration file has them.</summary>
    public static LocalSecrets ReadOrCreate(DataDirectory data, string? source, UserPassword? user)
    {
        var existing = Read(data);
        var secrets = existing ?? new LocalSecrets
        {
            ApiToken = RandomText(32),
            DigestKey = RandomNumberGenerator.GetBytes(32),
            Basic = [],
        };
        var changed = existing is null;
        if (source is not null && user is not null && (!secrets.Basic.TryGetValue(source, out var current) || current != user))
        {
            secrets.Basic[source] = user;
            changed = true;
        }
        if (source is not null && secrets.Basic.TryAdd(source, new UserPassword("webhook", RandomText(24)))) changed = true;
        if (changed) OwnerOnlyFile.Write(data.SecretsFile, JsonSerializer.SerializeToUtf8Bytes(secrets, LocalJson.Default.LocalSecrets));
        return secrets;
    }

    // Letters and digits without look-alikes: such a password survives being read aloud, pasted into a form and put into a URL.
    private static string RandomText(int length) =>
        RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", length);
}
