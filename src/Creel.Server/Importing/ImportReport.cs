using System.Globalization;
using System.Text;
using System.Text.Json;
using Creel.Console;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Importing;

/// <summary>What an import says at its end.</summary>
internal static class ImportReport
{
    public static void Write(ImportTotals totals, string file, TimeSpan took, Screen screen)
    {
        foreach (var (line, why) in totals.Problems) screen.Error.WriteLine($"{file}:{line}: skipped: {TerminalText.Clean(why)}");
        if (totals.Skipped > totals.Problems.Count) screen.Error.WriteLine($"… and {Number(totals.Skipped - totals.Problems.Count)} more");
        screen.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Imported {file} in {took.TotalSeconds:0.0} s: {Sentence(totals)}."));
        if (totals.Skipped > 0)
            screen.Error.WriteLine("What was skipped is not in the inbox. Mend those lines and import the file again: what is there is not added twice.");
    }

    /// <summary>The same as one JSON object.</summary>
    public static string Json(ImportTotals totals)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(text))
        {
            json.WriteStartObject();
            json.WriteNumber("read", totals.Read);
            json.WriteNumber("added", totals.Added);
            json.WriteNumber("already", totals.Already);
            json.WriteNumber("skipped", totals.Skipped);
            json.WriteStartArray("problems");
            foreach (var (line, why) in totals.Problems) WriteProblem(json, line, why);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static string Sentence(ImportTotals totals) =>
        $"{Number(totals.Read)} read, {Number(totals.Added)} new, {Number(totals.Already)} already there, {Number(totals.Skipped)} skipped";

    private static void WriteProblem(Utf8JsonWriter json, long line, string why)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteString("problem", why);
        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
