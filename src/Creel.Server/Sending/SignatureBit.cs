namespace Creel.Server.Sending;

/// <summary>Makes another signature, or another secret, of one: by a single bit where it is written in hex or base64.</summary>
internal static class SignatureBit
{
    private const string Hex = "0123456789abcdef";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    // A signature is the last thing in its header. The very end of base64 has bits that mean nothing.
    private const int FromTheEnd = 5;

    public static string Flip(string text)
    {
        var at = Math.Max(text.TrimEnd('=').Length - FromTheEnd, 0);
        var tail = text.AsSpan(at).TrimEnd('=');
        var other = tail.ContainsAnyExcept(Hex) ? Other(Base64, text[at]) : Other(Hex, text[at]);
        return $"{text[..at]}{other}{text[(at + 1)..]}";
    }

    private static char Other(string alphabet, char digit) => alphabet.IndexOf(digit) is >= 0 and var value ? alphabet[value ^ 1] : digit == 'x' ? 'y' : 'x';
}
