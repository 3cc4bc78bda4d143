using System.Text;
using System.Text.Unicode;

namespace Creel.Configuration;

/// <summary>From the bytes of a file to text, and from text to something that may stand in a message.</summary>
internal static class ConfigText
{
    /// <summary>A thousand sources with everything take a fifth of it.</summary>
    public const int LargestFile = 1 << 20;

    private const int LongestShown = 60;

    public static string? Decode(ReadOnlySpan<byte> bytes, ConfigProblems problems)
    {
        if (bytes.Length > LargestFile)
        {
            problems.Add(new(1, 1, ""), $"the file is larger than {LargestFile >> 20} MiB.", "Is it the right one?");
            return null;
        }
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes))
        {
            var utf16 = bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..];
            problems.Add(PlaceOfBad(bytes), utf16 ? "the file is UTF-16." : "this is not UTF-8.", "Save the file as UTF-8.");
            return null;
        }
        var text = Encoding.UTF8.GetString(bytes);
        var control = FirstControl(text);
        if (control < 0) return text;
        problems.Add(PlaceOf(text, control), $"here is a control character (U+{(int)text[control]:X4}).", "Remove it; in double quotes it can be written as an escape.");
        return null;
    }

    /// <summary>In backticks, short, and without anything that a terminal would obey.</summary>
    public static string Shown(string text)
    {
        var cut = text.Length > LongestShown ? text[..LongestShown] + "…" : text;
        return $"`{string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format ? '?' : c))}`";
    }

    private static int FirstControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' && text[i] is not ('\t' or '\n' or '\r')) return i;
        }
        return -1;
    }

    private static ConfigPlace PlaceOf(ReadOnlySpan<char> text, int index)
    {
        var before = text[..index];
        return new(before.Count('\n') + 1, index - before.LastIndexOf('\n'), "");
    }

    private static ConfigPlace PlaceOfBad(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return PlaceOf(Encoding.UTF8.GetString(bytes[..at]), Encoding.UTF8.GetCharCount(bytes[..at]));
    }
}
