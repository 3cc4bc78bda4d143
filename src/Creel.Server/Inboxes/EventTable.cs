using System.Globalization;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>Rows of the inbox as a table. Columns are as wide as their texts; on a terminal the title gives way.</summary>
internal sealed class EventTable(Screen screen, TimeZoneInfo zone)
{
    private const string Gap = "  ";

    /// <summary>A title narrower than this says nothing: the id then moves to a line of its own.</summary>
    private const int NarrowestTitle = 20;

    private static readonly string[] Names = ["TIME", "LEVEL", "STATUS", "SOURCE", "TITLE", "ID"];
    private bool _begun;

    public void Write(JsonElement rows)
    {
        var lines = rows.EnumerateArray().Select(row => Cells(row, zone)).ToList();
        if (!_begun) lines.Insert(0, Names);
        var widths = Enumerable.Range(0, Names.Length).Select(column => lines.Max(line => TextWidth.Of(line[column]))).ToArray();
        var besideTitle = widths.Take(4).Sum(width => width + Gap.Length);
        var idFits = screen.Width is not { } all || all - besideTitle - Gap.Length - widths[5] >= Math.Min(NarrowestTitle, widths[4]);
        if (screen.Width is { } wide) widths[4] = Math.Clamp(wide - besideTitle - (idFits ? Gap.Length + widths[5] : 0), 1, widths[4]);
        foreach (var line in lines)
        {
            WriteLine(line, widths, idFits, isHeading: !_begun);
            _begun = true;
        }
    }

    private void WriteLine(string[] cells, int[] widths, bool idFits, bool isHeading)
    {
        for (var column = 0; column < 4; column++)
        {
            var cell = TextWidth.Pad(cells[column], widths[column]);
            screen.Out.Write(column == 1 && !isHeading ? LevelColour.Of(cell, screen.Colour) : cell);
            screen.Out.Write(Gap);
        }
        var title = TextWidth.Cut(cells[4], widths[4]);
        screen.Out.WriteLine(idFits ? $"{TextWidth.Pad(title, widths[4])}{Gap}{cells[5]}" : title);
        if (!idFits) screen.Out.WriteLine(Gap + cells[5]);
    }

    /// <summary>Time, level, status, source, title and id of a row.</summary>
    public static string[] Cells(JsonElement row, TimeZoneInfo zone) =>
    [
        Time(JsonField.Of(row, "receivedAt"), zone),
        Text(row, "severity") ?? "-",
        Text(row, "status") ?? "-",
        Text(row, "source") ?? "-",
        Text(row, "title") ?? Text(row, "type") ?? $"{Text(row, "method")} {Text(row, "path")}",
        Text(row, "id") ?? "-",
    ];

    public static string Time(string? receivedAt, TimeZoneInfo zone) =>
        DateTimeOffset.TryParse(receivedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "unknown";

    private static string? Text(JsonElement row, string key) => JsonField.Of(row, key) is { } text ? TerminalText.Clean(text) : null;
}
