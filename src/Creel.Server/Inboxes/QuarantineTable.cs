using System.Globalization;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>Refused requests as a table; a wide terminal is expected of nobody, so the path gives way and the id never does.</summary>
internal sealed class QuarantineTable(Screen screen, TimeZoneInfo zone)
{
    private const string Gap = "  ";
    private const int Path = 6;
    private const int NarrowestPath = 12;

    private static readonly string[] Names = ["LAST", "TIMES", "STATUS", "REASON", "ADDRESS", "SOURCE", "REQUEST", "ID"];
    private bool _begun;

    public void Write(JsonElement rows)
    {
        var lines = rows.EnumerateArray().Select(Cells).ToList();
        if (!_begun) lines.Insert(0, Names);
        _begun = true;
        var widths = Enumerable.Range(0, Names.Length).Select(column => lines.Max(line => TextWidth.Of(line[column]))).ToArray();
        var others = widths.Where((_, column) => column != Path).Sum(width => width + Gap.Length);
        if (screen.Width is { } wide) widths[Path] = Math.Clamp(wide - others, Math.Min(NarrowestPath, widths[Path]), widths[Path]);
        foreach (var line in lines)
        {
            for (var column = 0; column < Names.Length - 1; column++)
                screen.Out.Write(TextWidth.Pad(TextWidth.Cut(line[column], widths[column]), widths[column]) + Gap);
            screen.Out.WriteLine(line[^1]);
        }
    }

    private string[] Cells(JsonElement row) =>
    [
        Time(JsonField.Of(row, "lastAt")),
        Text(row, "count"),
        Text(row, "status"),
        row.GetProperty("acceptedAs").ValueKind == JsonValueKind.Null ? Text(row, "reason") : "accepted",
        Text(row, "remoteAddress"),
        Text(row, "source"),
        $"{Text(row, "method")} {Text(row, "path")}",
        Text(row, "id"),
    ];

    private string Time(string? at) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "unknown";

    private static string Text(JsonElement row, string key) => JsonField.Of(row, key) is { } text ? TerminalText.Clean(text) : "-";
}
