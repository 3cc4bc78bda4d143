using System.Text;
using Creel.Signatures;

namespace Creel.Fuzz.Targets;

/// <summary>Any Authorization header: it matches when it is the credential, judged by other code, and never otherwise.</summary>
internal static class BasicTarget
{
    private const string UserPassword = "noc:made-up:ü";

    public static FuzzTarget Create()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(UserPassword));
        var good = "Basic " + encoded;
        return new("basic", input =>
        {
            var credential = new BasicCredential("noc", "made-up:ü");
            var given = Encoding.Latin1.GetString(input);
            var matches = credential.Matches(given);
            FindingException.ThrowUnless(matches == Expected(given), $"{(matches ? "matches" : "does not match")}: {given}");
            // Remembering one that matched must not let another one in.
            FindingException.ThrowUnless(credential.Matches(good), "the good one does not match any more");
            FindingException.ThrowUnless(credential.Matches(given) == matches, "says otherwise the second time");
        }, good, "basic " + encoded, "Basic  " + encoded + " ", "Basic", "Basic =", "Bearer a", good + "=", good + "\0", "Basic " + encoded.TrimEnd('='));
    }

    private static bool Expected(string given)
    {
        if (!given.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return false;
        // White space may stand anywhere in base64; otherwise it is the one text that the credential has.
        var encoded = string.Concat(given["Basic ".Length..].Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        return encoded == Convert.ToBase64String(Encoding.UTF8.GetBytes(UserPassword));
    }
}
