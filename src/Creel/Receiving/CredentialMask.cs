using System.Security.Cryptography;
using System.Text;

namespace Creel.Receiving;

/// <summary>
/// What is kept in place of a credential: three stars and a keyed digest, so that one can still tell whether two events
/// came with the same one, and nobody can tell which.
/// </summary>
internal sealed class CredentialMask(byte[] key)
{
    // A source's events nearly always carry the same credential: the last one answers without hashing.
    private volatile Tuple<string, string>? _last;

    private const string Stars = "*** hmac-sha256:";
    private const int DigestBytes = 16;

    /// <summary>Characters of every mask.</summary>
    public static readonly int Length = Stars.Length + 2 * DigestBytes;

    public string Mask(string value)
    {
        if (_last is { } last && last.Item1 == value) return last.Item2;
        var digest = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value));
        var masked = Stars + Convert.ToHexStringLower(digest.AsSpan(0, DigestBytes));
        _last = Tuple.Create(value, masked);
        return masked;
    }
}
