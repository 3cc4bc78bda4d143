using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>One event for a person: its facts, its items, its headers, its body.</summary>
internal static class EventSheet
{
    private const int Label = 14;

    public static void Write(JsonElement e, Screen screen)
    {
        var (output, colour) = (screen.Out, screen.Colour);
        output.WriteLine(Bold(TerminalText.Clean(JsonField.Of(e, "title") ?? JsonField.Of(e, "type") ?? "An event without a title"), colour));
        output.WriteLine();
        foreach (var fact in e.EnumerateObject()) WriteFact(fact, output, colour);
        WriteItems(e.GetProperty("items"), screen);
        output.WriteLine();
        output.WriteLine(Bold("Headers", colour));
        WriteHeaders(e, output, "  ", colour);
        output.WriteLine();
        WriteBody(e, output, "creel show", colour);
    }

    public static void WriteHeaders(JsonElement e, TextWriter output, string indent, bool colour = false)
    {
        foreach (var header in e.GetProperty("headers").EnumerateObject())
        {
            foreach (var value in header.Value.EnumerateArray())
                output.WriteLine($"{indent}{Faint(TerminalText.Clean(header.Name) + ":", colour)} {TerminalText.Clean(JsonField.Text(value))}");
        }
    }

    // What is not known, or does not apply, is left out: the sheet is for reading, --json for scripts.
    public static void WriteFact(JsonProperty fact, TextWriter output, bool colour = false)
    {
        if (fact.Name is "title" or "headers" or "items" or "body" or "bodyBase64") return;
        var text = fact.Value.ValueKind switch
        {
            JsonValueKind.Null when fact.Name == "receivedAt" => "unknown",
            JsonValueKind.Null or JsonValueKind.False => "",
            JsonValueKind.True => "yes",
            JsonValueKind.Array => string.Join(", ", fact.Value.EnumerateArray().Select(JsonField.Text)),
            _ => JsonField.Text(fact.Value),
        };
        if (text.Length == 0 || (fact.Name == "repeats" && text == "0")) return;
        var label = $"{fact.Name,-Label}{(fact.Name.Length >= Label ? " " : "")}";
        var value = TerminalText.Clean(text);
        output.WriteLine($"  {Faint(label, colour)}{(fact.Name == "severity" ? LevelColour.Of(value, colour) : value)}");
    }

    private static void WriteItems(JsonElement items, Screen screen)
    {
        if (items.GetArrayLength() < 2) return;
        screen.Out.WriteLine();
        screen.Out.WriteLine(Bold($"Items ({items.GetArrayLength()})", screen.Colour));
        var number = 0;
        foreach (var item in items.EnumerateArray())
        {
            var words = new[] { "severity", "status", "title", "subject" }
                .Select(key => JsonField.Of(item, key)).OfType<string>().Select(text => LevelColour.Of(TerminalText.Clean(text), screen.Colour));
            screen.Out.WriteLine($"  {number++,3}  {string.Join("  ", words)}");
        }
    }

    /// <param name="e">What has the body.</param>
    /// <param name="output">Where to.</param>
    /// <param name="command">The command that gives the bytes of a body that can't be shown.</param>
    /// <param name="colour">Whether it may have colours.</param>
    public static void WriteBody(JsonElement e, TextWriter output, string command, bool colour = false)
    {
        var body = KeptBody.Of(e);
        var size = JsonField.Of(e, "size");
        if (body.Bytes.IsEmpty)
        {
            output.WriteLine("Body: empty");
        }
        else if (body.IsText)
        {
            output.WriteLine(Bold($"Body ({size} bytes)", colour));
            var text = new ArrayBufferWriter<byte>();
            JsonIndenter.Write(body.Bytes.Span, JsonEscaping.Terminal, text, colour ? JsonColours.Soft : null);
            output.WriteLine(Encoding.UTF8.GetString(text.WrittenSpan));
        }
        else
        {
            var kind = body.Encoding is null ? "not text" : $"encoded: {TerminalText.Clean(body.Encoding)}";
            output.WriteLine($"Body ({size} bytes, {kind}). Its bytes: {command} {JsonField.Of(e, "id")} --body > FILE");
        }
    }

    private static string Bold(string text, bool colour) => colour ? $"\e[1m{text}\e[0m" : text;

    private static string Faint(string text, bool colour) => colour ? $"\e[2m{text}\e[0m" : text;
}
