using System.Globalization;
using System.Text;
using Creel.Json;

namespace Creel.Server.Printing;

/// <summary>
/// Text of strangers on a terminal. Control characters could drive it, invisible ones and those that turn the direction of
/// writing could make it show something else than is there: they are written out instead.
/// </summary>
internal static class TerminalText
{
    /// <summary>Whether a character must not reach a terminal as it is.</summary>
    public static bool MustBeEscaped(int character) =>
        character is < 0x20 or 0x7F
        || (character >= 0x80
            && (JsonText.IsSurrogate(character)
                || Rune.GetUnicodeCategory(new Rune(character)) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    /// <summary>A value for a line of its own: a header, a path, a title. No newline passes.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var clean = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            // An unpaired surrogate is no rune, but it is a character that was sent.
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            var character = whole ? rune.Value : rest[0];
            if (MustBeEscaped(character)) AppendEscaped(clean, rest[..consumed]);
            else clean.Append(rest[..consumed]);
            rest = rest[consumed..];
        }
        return clean.ToString();
    }

    private static void AppendEscaped(StringBuilder clean, ReadOnlySpan<char> character)
    {
        foreach (var unit in character)
        {
            switch (unit)
            {
                case '\n': clean.Append("\\n"); break;
                case '\r': clean.Append("\\r"); break;
                case '\t': clean.Append("\\t"); break;
                default: clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"); break;
            }
        }
    }
}
