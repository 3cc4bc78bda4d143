using System.Security.Cryptography;
using System.Text;
using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>Hashes of the secret files as they were read, taken from the very bytes that were used: a change right after is seen.</summary>
internal sealed class SecretHashes
{
    private readonly SortedDictionary<string, byte[]> _byPath = new(StringComparer.Ordinal);
    // No file's name has it.
    private const string Folder = "/\0";

    private readonly List<string> _folders = [];

    /// <summary>The same files, read again.</summary>
    public SecretHashes Again()
    {
        var again = new SecretHashes();
        foreach (var folder in _folders)
        {
            try { again.List(folder); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* hashed as such */ }
        }
        foreach (var path in _byPath.Keys.Where(path => !path.EndsWith(Folder, StringComparison.Ordinal)))
        {
            try { again.Read(path, References.LargestFile); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException) { /* hashed as such */ }
        }
        return again;
    }

    /// <summary>The files of a folder: one that comes or goes is seen, too.</summary>
    public IReadOnlyList<string> List(string folder)
    {
        _folders.Add(folder);
        try
        {
            var files = ConfigOutside.Real.ListFolder(folder);
            _byPath[folder + Folder] = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Order(StringComparer.Ordinal))));
            return files;
        }
        catch (Exception e)
        {
            _byPath[folder + Folder] = Encoding.UTF8.GetBytes(e.GetType().Name);
            throw;
        }
    }

    public byte[] Read(string path, int most)
    {
        try
        {
            var bytes = ConfigOutside.Real.ReadFile(path, most);
            _byPath[path] = SHA256.HashData(bytes);
            return bytes;
        }
        catch (Exception e)
        {
            _byPath[path] = Encoding.UTF8.GetBytes(e.GetType().Name);
            throw;
        }
    }

    public void AppendTo(IncrementalHash hash)
    {
        foreach (var (path, content) in _byPath)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
            hash.AppendData(content);
        }
    }
}
