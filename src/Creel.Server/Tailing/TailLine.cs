using System.Text.Json;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Tailing;

/// <summary>One line an event. On a terminal the title gives way, then the id, which the status line shows for the selected event.</summary>
internal sealed class TailLine(Screen screen, TimeZoneInfo zone)
{
    private const string Gap = "  ";
    private const int NarrowestTitle = 20;
    private const int WidestSource = 16;

    private int _source = 7;

    public string Of(JsonElement row)
    {
        var cells = EventTable.Cells(row, zone);
        _source = Math.Clamp(TextWidth.Of(cells[3]), _source, Math.Max(_source, WidestSource));
        // A terminal shows what comes now: the year is known.
        var time = screen.Width is null || cells[0].Length < 19 ? cells[0] : cells[0][5..];
        var start = $"{time}{Gap}{LevelColour.Of(TextWidth.Pad(cells[1], 8), screen.Colour)}{Gap}{TextWidth.Pad(cells[2], 8)}{Gap}{TextWidth.Pad(cells[3], _source)}{Gap}";
        var title = Title(row, cells[4]);
        if (screen.Width is not { } wide) return $"{start}{title}{Gap}{cells[5]}";
        var left = wide - (TextWidth.Of(time) + 8 + Math.Max(8, TextWidth.Of(cells[2])) + Math.Max(_source, TextWidth.Of(cells[3])) + 4 * Gap.Length);
        var beside = left - Gap.Length - cells[5].Length;
        return beside >= NarrowestTitle
            ? $"{start}{TextWidth.Pad(TextWidth.Cut(title, beside), beside)}{Gap}{cells[5]}"
            : start + TextWidth.Cut(title, Math.Max(left, 1));
    }

    /// <summary>As JSON; the escapes that make a text harmless on a terminal are valid in it.</summary>
    public string Json(JsonElement row) => screen.OutIsTerminal ? TerminalText.Clean(row.GetRawText()) : row.GetRawText();

    // What it is about belongs to what happened, where the title does not say it already.
    private static string Title(JsonElement row, string title) =>
        JsonField.Of(row, "subject") is { Length: > 0 } subject && !title.Contains(TerminalText.Clean(subject), StringComparison.OrdinalIgnoreCase)
            ? $"{title} · {TerminalText.Clean(subject)}" : title;
}
