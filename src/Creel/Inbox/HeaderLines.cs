using System.Text;

namespace Creel.Inbox;

/// <summary>
/// Headers as they are kept: a line <c>Name: value</c> each, ended by LF, one Latin-1 byte a character, so that any byte a
/// sender put into a value survives. Repeats stand in the order sent within a name; order across names is not knowable.
/// </summary>
internal static class HeaderLines
{
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in headers) text.Append(name).Append(": ").Append(value).Append('\n');
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Reads the lines back; a value that is valid UTF-8 is read as that, any other as Latin-1.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Decode(ReadOnlyMemory<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            var colon = line.Span.IndexOf((byte)':');
            if (colon <= 0) continue;
            yield return new(Text(line.Span[..colon]), Text(line.Span[(colon + 1)..].TrimStart((byte)' ')));
        }
    }

    /// <summary>The next value of a header in these lines, which then begin behind it. Nothing is decoded for other headers.</summary>
    public static bool Next(ref ReadOnlySpan<byte> lines, string name, out ReadOnlySpan<byte> value)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !Ascii.EqualsIgnoreCase(line[..colon], name)) continue;
            value = line[(colon + 1)..].TrimStart((byte)' ');
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>The lines without those of one header.</summary>
    public static byte[] Without(byte[] lines, string name)
    {
        if (Joined(lines, name) is null) return lines;
        var kept = new List<byte>(lines.Length);
        ReadOnlySpan<byte> rest = lines;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            if (line.IndexOf((byte)':') is var colon && (colon <= 0 || !Ascii.EqualsIgnoreCase(line[..colon], name))) kept.AddRange(line);
        }
        return [.. kept];
    }

    /// <summary>All values of a header, with commas between (RFC 9110, 5.3); null where it is not among the lines.</summary>
    public static string? Joined(ReadOnlySpan<byte> lines, string name)
    {
        string? all = null;
        while (Next(ref lines, name, out var value)) all = all is null ? Text(value) : $"{all},{Text(value)}";
        return all;
    }

    /// <summary>The text of a value (or a name).</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try { return StrictUtf8.GetString(bytes); }
        catch (DecoderFallbackException) { return Encoding.Latin1.GetString(bytes); }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
}
