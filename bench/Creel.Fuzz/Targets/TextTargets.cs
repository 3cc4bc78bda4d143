using System.Text;
using Creel.Server.Printing;

namespace Creel.Fuzz.Targets;

/// <summary>Small readers of text.</summary>
internal static class TextTargets
{
    /// <summary>What is read is what would be written.</summary>
    public static FuzzTarget Cursor { get; } = new("cursor", input =>
    {
        var text = Encoding.Latin1.GetString(input);
        if (Console.Cursor.TryRead(text, out var seq)) FindingException.ThrowUnless(Console.Cursor.At(seq) == text, $"{text} is not how {seq} is written");
    }, "AQAAAAAAAAAB", "AgAAAAAAAAAB", "");

    /// <summary>A path or a sentence that says why not.</summary>
    public static FuzzTarget JsonPath { get; } = new("path", input =>
    {
        try
        {
            FindingException.ThrowUnless(Json.JsonPath.Parse(Encoding.UTF8.GetString(input)).Count > 0, "a path of nothing");
        }
        catch (FormatException e)
        {
            FindingException.ThrowUnless(e.Message.Contains("is not a path", StringComparison.Ordinal), e.Message);
        }
    }, "details.\"Assurance Issue Status\"", "a.b", "\"a\\\"b\".c", "", ".");

    /// <summary>Kept header lines, damaged in any way.</summary>
    public static FuzzTarget HeaderLines { get; } = new("lines", input =>
    {
        foreach (var (name, value) in Inbox.HeaderLines.Decode(input)) FindingException.ThrowUnless(name.Length > 0 && !value.Contains('\n'), "more than a line");
    }, "Host: a\nX: \u00ff\n", ":\n", "a:\n\nb");

    /// <summary>A line for a terminal drives none.</summary>
    public static FuzzTarget Terminal { get; } = new("terminal", input =>
    {
        var clean = TerminalText.Clean(Encoding.UTF8.GetString(input));
        FindingException.ThrowUnless(clean.EnumerateRunes().All(rune => !TerminalText.MustBeEscaped(rune.Value)), "could drive a terminal");
        // Half a surrogate pair does not come out of UTF-8.
        _ = TerminalText.Clean(Encoding.Latin1.GetString(input) + "\ud800" + (char)(0xDC00 + input.Length % 1024));
    }, "plain", "\u001b[31m", "\u00e2\u0080\u00ae");
}
