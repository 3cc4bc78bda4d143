using System.Security.Cryptography;
using System.Text;
using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>Hashes of the secret files as they were read, taken from the very bytes that were used: a change right after is seen.</summary>
internal sealed class SecretHashes
{
    private readonly SortedDictionary<string, byte[]> _byPath = new(StringComparer.Ordinal);

    /// <summary>The same files, read again.</summary>
    public SecretHashes Again()
    {
        var again = new SecretHashes();
        foreach (var path in _byPath.Keys)
        {
            try { again.Read(path, References.LargestFile); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException) { /* hashed as such */ }
        }
        return again;
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
