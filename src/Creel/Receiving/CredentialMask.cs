using System.Net;
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

    /// <summary>Headers that carry a static credential, whoever the sender is. Signatures are not among them: they prove
    /// one body only, and are needed to check it again.</summary>
    public static bool IsCredentialHeader(string name) => Headers.Contains(name);

    /// <summary>Query parameters that carry a static credential, however the name is written: <c>token</c>, <c>tok%65n</c>, <c>token[]</c>.</summary>
    public static bool IsCredentialParameter(ReadOnlySpan<char> name)
    {
        if (name.IndexOfAny('%', '+') >= 0) name = WebUtility.UrlDecode(name.ToString());
        var bracket = name.IndexOf('[');
        if (bracket >= 0) name = name[..bracket];
        return Parameters.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name.Trim());
    }

    private static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "X-Auth-Token", "X-Api-Key", "Api-Key", "ApiKey", "X-Access-Token",
        "X-Token", "X-Gitlab-Token", "X-Webhook-Token", "X-Webhook-Secret", "X-Secret",
    };

    private static readonly HashSet<string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "access_token", "token", "api_key", "apikey", "key", "secret", "password", "auth", "code", "sig",
    };
}
