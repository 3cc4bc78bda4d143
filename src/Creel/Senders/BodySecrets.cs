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
        var found = new SortedSet<int>();
        for (var at = 0; at < clean.Length;)
        {
            var quote = clean.AsSpan(at).IndexOf((byte)'"');
            if (quote < 0) break;
            var start = at + quote + 1;
            var end = EndOfString(clean, start);
            at = end + 1;
            var value = AfterColon(clean, end + 1);
            if (value < 0 || Which(clean.AsSpan(start, Math.Max(0, end - start))) is not (>= 0 and var which)) continue;
            if (Hide(clean, value, out at)) found.Add(which);
        }
        if (found.Count == 0) return null;
        redacted = [.. found.Select(which => $"body.{paths[which]}")];
        return clean;
    }

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

    /// <summary>Overwrites the value, or each string of a list, and says where it ends. What is empty is no secret.</summary>
    private static bool Hide(byte[] text, int at, out int end)
    {
        if (text[at] == '[')
        {
            var any = false;
            for (end = AfterBlanks(text, at + 1); end < text.Length && text[end] == '"';)
            {
                any |= Hide(text, end, out end);
                end = AfterBlanks(text, end);
                if (end < text.Length && text[end] == ',') end = AfterBlanks(text, end + 1);
            }
            return any;
        }
        if (text[at] == '"')
        {
            var close = EndOfString(text, at + 1);
            text.AsSpan((at + 1)..close).Fill((byte)'*');
            end = close + 1;
            return close > at + 1;
        }
        for (end = at; end < text.Length && char.IsAsciiDigit((char)text[end]); end++) text[end] = (byte)'0';
        return end > at;
    }
}
