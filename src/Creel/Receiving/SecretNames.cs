using System.Net;
using Creel.Configuration;

namespace Creel.Receiving;

/// <summary>
/// Which headers and query parameters of a request carry a credential and are not kept as they are. Signatures are not among
/// the known ones: they prove one body only, and are needed to check it again.
/// </summary>
/// <param name="Places">Those that carry one because some source says so, whatever their names.</param>
/// <param name="Suspicious">
/// A suspicion is enough: a refused request comes from anybody, with anything in it, so every name that sounds like a secret counts.
/// </param>
/// <param name="KeepAll">The source wants its events whole.</param>
internal readonly record struct SecretNames(SecretPlaces Places, bool Suspicious = false, bool KeepAll = false)
{
    public bool HasHeader(string name) =>
        !KeepAll && (Headers.Contains(name) || Places.Headers.Contains(name) || (Suspicious && SoundsSecret(name) && !Places.Signatures.Contains(name)));

    /// <summary>However the name is written: <c>token</c>, <c>tok%65n</c>, <c>token[]</c>.</summary>
    public bool HasParameter(ReadOnlySpan<char> name)
    {
        if (KeepAll) return false;
        if (name.IndexOfAny('%', '+') >= 0) name = WebUtility.UrlDecode(name.ToString());
        var bracket = name.IndexOf('[');
        var bare = (bracket < 0 ? name : name[..bracket]).Trim();
        return Parameters.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare) || Places.Parameters.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare) || (Suspicious && (SoundsSecret(bare) || SoundsSecret(name)));
    }

    private static bool SoundsSecret(ReadOnlySpan<char> name)
    {
        foreach (var part in Parts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase)) return true;
        }
        foreach (var whole in Wholes)
        {
            if (name.Equals(whole, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
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

    private static readonly string[] Parts =
        ["auth", "token", "secret", "key", "pass", "pwd", "sign", "cred", "cookie", "session", "jwt", "otp", "referer"];

    // Too short to look for inside of other words.
    private static readonly string[] Wholes = ["sig", "code", "sid", "pin", "hmac", "pw"];
}
