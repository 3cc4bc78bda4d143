using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Server.Printing;

namespace Creel.Server.Inboxes;

/// <summary>One event for a person: its facts, its items, its headers, its body.</summary>
internal static class EventSheet
{
    private const int Label = 14;

    public static void Write(JsonElement e, TextWriter output)
    {
        output.WriteLine(TerminalText.Clean(JsonField.Of(e, "title") ?? JsonField.Of(e, "type") ?? "An event without a title"));
        output.WriteLine();
        foreach (var fact in e.EnumerateObject()) WriteFact(fact, output);
        WriteItems(e.GetProperty("items"), output);
        output.WriteLine();
        output.WriteLine("Headers");
        WriteHeaders(e, output, "  ");
        output.WriteLine();
        WriteBody(e, output, "creel show");
    }

    public static void WriteHeaders(JsonElement e, TextWriter output, string indent)
    {
        foreach (var header in e.GetProperty("headers").EnumerateObject())
        {
            foreach (var value in header.Value.EnumerateArray())
                output.WriteLine($"{indent}{TerminalText.Clean(header.Name)}: {TerminalText.Clean(JsonField.Text(value))}");
        }
    }

    // What is not known, or does not apply, is left out: the sheet is for reading, --json for scripts.
    public static void WriteFact(JsonProperty fact, TextWriter output)
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
        output.WriteLine($"  {fact.Name,-Label}{(fact.Name.Length >= Label ? " " : "")}{TerminalText.Clean(text)}");
    }

    private static void WriteItems(JsonElement items, TextWriter output)
    {
        if (items.GetArrayLength() < 2) return;
        output.WriteLine();
        output.WriteLine($"Items ({items.GetArrayLength()})");
        var number = 0;
        foreach (var item in items.EnumerateArray())
        {
            var words = new[] { "severity", "status", "title", "subject" }
                .Select(key => JsonField.Of(item, key)).Where(text => text is not null);
            output.WriteLine($"  {number++,3}  {TerminalText.Clean(string.Join("  ", words))}");
        }
    }

    /// <param name="e">What has the body.</param>
    /// <param name="output">Where to.</param>
    /// <param name="command">The command that gives the bytes of a body that can't be shown.</param>
    public static void WriteBody(JsonElement e, TextWriter output, string command)
    {
        var body = KeptBody.Of(e);
        var size = JsonField.Of(e, "size");
        if (body.Bytes.IsEmpty)
        {
            output.WriteLine("Body: empty");
        }
        else if (body.IsText)
        {
            output.WriteLine($"Body ({size} bytes)");
            var text = new ArrayBufferWriter<byte>();
            JsonIndenter.Write(body.Bytes.Span, JsonEscaping.Terminal, text);
            output.WriteLine(Encoding.UTF8.GetString(text.WrittenSpan));
        }
        else
        {
            var kind = body.Encoding is null ? "not text" : $"encoded: {TerminalText.Clean(body.Encoding)}";
            output.WriteLine($"Body ({size} bytes, {kind}). Its bytes: {command} {JsonField.Of(e, "id")} --body > FILE");
        }
    }
}
