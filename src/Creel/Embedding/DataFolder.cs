using System.Security.Cryptography;
using Creel.Inbox;
using Creel.Storage;

namespace Creel.Embedding;

/// <summary>The folder of an app's inbox. Its files have the names that the <c>creel</c> command knows, so that it can read them.</summary>
internal sealed class DataFolder
{
    private const int KeyBytes = 32;

    private DataFolder(string path) => Path = path;

    public string Path { get; }
    public string InboxFile => At("inbox.db");
    public string OwnerLockFile => At("owner.lock");
    public string HandlersFile => At("handlers.db");

    /// <exception cref="StoreRefusedException">It can't be used.</exception>
    public static DataFolder OpenOrCreate(string path)
    {
        try
        {
            OwnerOnlyFolder.Make(path);
            return new DataFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"The data directory {path} can't be used: {e.Message} Name another one (CreelOptions.DataDirectory), or make this one the app's.", e);
        }
    }

    /// <summary>The key of the digests that stand in place of credentials in kept events; made at the first start.</summary>
    public byte[] DigestKey()
    {
        var file = At("digest.key");
        try
        {
            if (File.Exists(file) && File.ReadAllBytes(file) is { Length: KeyBytes } key) return key;
            var made = RandomNumberGenerator.GetBytes(KeyBytes);
            OwnerOnlyFile.Write(file, made);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"{file} can't be used: {e.Message} It has to be the app's, on a disk with free space.", e);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
