namespace Creel.Receiving;

/// <summary>
/// Names of headers and query parameters that may carry a credential. Of an accepted request only the known ones are masked;
/// a refused one comes from anybody, with anything in it, so here a suspicion is enough.
/// </summary>
internal static class LooksSecret
{
    private static readonly string[] Parts =
        ["auth", "token", "secret", "key", "pass", "pwd", "sign", "cred", "cookie", "session", "jwt", "otp", "referer"];

    // Too short to look for inside of other words.
    private static readonly string[] Wholes = ["sig", "code", "sid", "pin", "hmac", "pw"];

    /// <summary>Whether a name, as a stranger wrote it, says that its value may be a secret.</summary>
    public static bool Name(string name)
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

    /// <summary>The same for a query parameter's name, which may be percent-encoded.</summary>
    public static bool Parameter(string name) => Name(name.Contains('%') ? Uri.UnescapeDataString(name) : name);
}
