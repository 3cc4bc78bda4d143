using System.Globalization;
using System.Text;

namespace Creel.Server.Sending;

/// <summary>Text from outside, made fit for a terminal: no control or direction characters, and no more of it than is useful.</summary>
internal static class AnswerText
{
    /// <summary>One line; line breaks become spaces.</summary>
    public static string OneLine(string text, int limit)
    {
        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.AsSpan().Trim().EnumerateRunes())
        {
            if (clean.Length >= limit) return clean.Append('…').ToString();
            clean.Append(rune.Value is '\r' or '\n' or '\t' ? " " : IsPrintable(rune) ? rune.ToString() : "?");
        }
        return clean.ToString();
    }

    // Format covers the bidi overrides and zero-width characters with which text can look like other text.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
