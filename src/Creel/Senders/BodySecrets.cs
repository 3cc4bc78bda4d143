using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// The secrets that a sender writes into its bodies, by the names they have there. They are overwritten at equal length before a body is
/// kept: wherever a member of that name stands, also in what is no JSON, or cut.
/// </summary>
internal sealed class BodySecrets(IReadOnlyList<string> paths, byte[][] names)
{
    public static readonly BodySecrets None = new([], []);

    public bool Any => names.Length > 0;

    /// <param name="paths">Where the secrets stand, as in profiles.</param>
    public static BodySecrets At(IReadOnlyList<string> paths) =>
        paths.Count == 0 ? None : new(paths, [.. paths.Select(path => JsonPlace.Names(path.Replace("[]", "", StringComparison.Ordinal))[^1])]);

    /// <summary>These and others.</summary>
    public static BodySecrets All(IEnumerable<BodySecrets> several) => At([.. several.SelectMany(one => one.Paths).Distinct()]);

    public IReadOnlyList<string> Paths => paths;

    /// <summary>The body without them; null when there is none in it.</summary>
    /// <param name="body">Unpacked; not changed.</param>
    /// <param name="redacted">Where they were.</param>
    public byte[]? Overwrite(ReadOnlySpan<byte> body, out IReadOnlyList<string> redacted)
    {
        redacted = [];
        if (!Any || !MayHold(body)) return null;
        var clean = body.ToArray();
        var found = new bool[names.Length];
        for (var at = 0; at < clean.Length;)
        {
            var quote = clean.AsSpan(at).IndexOf((byte)'"');
            if (quote < 0) break;
            var start = at + quote + 1;
            var end = EndOfString(clean, start);
            at = end + 1;
            var value = AfterColon(clean, end + 1);
            if (value < 0 || Which(clean.AsSpan(start, Math.Max(0, end - start))) is not (>= 0 and var which)) continue;
            found[which] |= Hide(clean, value, out at);
        }
        redacted = Places(found);
        if (redacted.Count == 0) return null;
        return clean;
    }

    // Apart: what is found is asked of few bodies, and a lambda would cost all of them something.
    private string[] Places(bool[] found) => [.. paths.Where((_, which) => found[which]).Select(path => $"body.{path}")];

    // Nearly no body of another kind gets further than this. An escape can hide a name.
    private bool MayHold(ReadOnlySpan<byte> body)
    {
        foreach (var name in names)
        {
            if (body.IndexOf(name) >= 0) return true;
        }
        return body.IndexOf("\\u"u8) >= 0;
    }

    private int Which(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (JsonText.Same(name, names[i])) return i;
        }
        return -1;
    }

    private static int EndOfString(byte[] text, int at)
    {
        while (at < text.Length && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        return Math.Min(at, text.Length);
    }

    private static int AfterColon(byte[] text, int at)
    {
        at = AfterBlanks(text, at);
        return at < text.Length && text[at] == ':' && AfterBlanks(text, at + 1) is var value && value < text.Length ? value : -1;
    }

    private static int AfterBlanks(byte[] text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    /// <summary>
    /// Overwrites the value, or all values of a list, and lists in it, and says where it ends. What is empty is no secret. Without
    /// recursion: strangers nest as deep as they like.
    /// </summary>
    private static bool Hide(byte[] text, int at, out int end)
    {
        var (any, depth) = (false, 0);
        do
        {
            at = AfterBlanks(text, at);
            if (at >= text.Length) break;
            var start = at;
            if (text[at] is (byte)'[' or (byte)']') depth += text[at++] == '[' ? 1 : -1;
            else if (text[at] == ',' && depth > 0) at++;
            else if (text[at] == '"')
            {
                at = EndOfString(text, start + 1);
                text.AsSpan((start + 1)..at++).Fill((byte)'*');
                any |= at > start + 2;
            }
            else
            {
                while (at < text.Length && IsOfWord(text[at])) at++;
                if (at == start) break;
                any |= HideWord(text.AsSpan(start..at));
            }
        }
        while (depth > 0);
        end = Math.Min(at, text.Length);
        return any;
    }

    private static bool IsOfWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'+' or (byte)'.';

    // A number becomes a string: all of its digits overwritten with one would be a number that JSON does not have, or a secret again.
    private static bool HideWord(Span<byte> word)
    {
        if (word.SequenceEqual("null"u8)) return false;
        if (word.Length == 1)
        {
            word[0] = (byte)'0';
            return true;
        }
        word.Fill((byte)'*');
        word[0] = word[^1] = (byte)'"';
        return true;
    }
}
