using System.Text;

namespace Creel.Json;

/// <summary>
/// A place in a JSON document, written the same in queries, sender profiles and configuration: names with dots between them,
/// a name with other than plain characters in quotes: <c>details."Assurance Issue Status"</c>. Inside quotes a backslash
/// makes the next character plain.
/// </summary>
internal static class JsonPath
{
    /// <summary>One name of a path. Quoted names are never taken for a word with a meaning of its own.</summary>
    public readonly record struct Segment(string Name, bool Quoted);

    /// <exception cref="FormatException">The text is no path; the message says why.</exception>
    public static IReadOnlyList<Segment> Parse(string text)
    {
        var segments = new List<Segment>();
        for (var at = 0; ; at++)
        {
            segments.Add(at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Bare(text, ref at));
            if (at == text.Length) return segments;
            if (text[at] != '.') throw Wrong(text, $"a dot is expected after the closing quote, at character {at + 1}");
        }
    }

    private static Segment Bare(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] != '.')
        {
            if (text[at] == '"' || char.IsWhiteSpace(text[at]))
                throw Wrong(text, $"write a name with blanks or quotes as \"name\", at character {at + 1}");
            at++;
        }
        return at > start ? new(text[start..at], false) : throw Wrong(text, $"a name is missing, at character {at + 1}");
    }

    private static Segment Quoted(string text, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return new(name.ToString(), true);
            }
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            name.Append(text[at]);
        }
        throw Wrong(text, "a closing quote is missing");
    }

    private static FormatException Wrong(string text, string why) => new($"'{text}' is not a path: {why}.");
}
