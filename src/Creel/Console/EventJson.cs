using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>
/// Events as JSON: the API's rows, an event in full, the lines of an export. The names are the ones of the facts everywhere
/// else. Every key is always there (null where nothing is known), so that scripts may rely on it.
/// </summary>
internal static class EventJson
{
    // Letters of every script stay readable. What is served as JSON is never served as HTML.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Compact);

    /// <summary>A row: the facts of an event.</summary>
    public static void WriteSummary(Utf8JsonWriter json, EventSummary e)
    {
        json.WriteStartObject();
        WriteSummaryKeys(json, e);
        json.WriteEndObject();
    }

    /// <summary>An event in full, its body included.</summary>
    public static void WriteFull(Utf8JsonWriter json, KeptEvent e)
    {
        json.WriteStartObject();
        WriteSummaryKeys(json, e.Summary);
        json.WriteString("query", e.Query);
        json.WriteString("remoteAddress", e.RemoteAddress);
        json.WriteString("tls", e.Tls);
        WriteHeaders(json, e.Headers);
        json.WriteStartArray("items");
        foreach (var item in e.Items)
        {
            json.WriteStartObject();
            WriteFacts(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        BodyJson.Write(json, e.Headers, e.Body);
        json.WriteEndObject();
    }

    private static void WriteSummaryKeys(Utf8JsonWriter json, EventSummary e)
    {
        json.WriteString("id", e.Id);
        json.WriteNumber("seq", e.Seq);
        json.WriteString("source", e.Source);
        json.WriteString("sender", e.Sender);
        if (e.ReceivedAtUnknown) json.WriteNull("receivedAt");
        else WriteTime(json, "receivedAt", e.ReceivedAt);
        json.WriteString("method", e.Method);
        json.WriteString("path", e.Path);
        json.WriteString("verdict", Word(e.Verdict));
        WriteFacts(json, e.Facts);
        json.WriteNumber("size", e.Size);
        json.WriteBoolean("malformed", e.BodyReading == BodyReading.Malformed);
        if (e.BodyReading == BodyReading.Unparsed) json.WriteBoolean("unparsed", true);
        json.WriteString("senderKey", e.SenderKey);
        json.WriteBoolean("keyReused", e.KeyReused);
        json.WriteNumber("repeats", e.Repeats);
        if (e.RepeatOf is { } earlier) json.WriteString("repeatOf", earlier);
        else json.WriteNull("repeatOf");
        json.WriteStartArray("redacted");
        foreach (var path in e.Redacted) json.WriteStringValue(path);
        json.WriteEndArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, Facts facts)
    {
        json.WriteString("type", facts.Type);
        json.WriteString("title", facts.Title);
        json.WriteString("severity", facts.Severity);
        if (facts.Level is { } level) json.WriteNumber("level", level);
        else json.WriteNull("level");
        json.WriteString("status", facts.Status);
        json.WriteString("subject", facts.Subject);
        json.WriteString("correlation", facts.Correlation);
        if (facts.OccurredAt is { } at) WriteTime(json, "occurredAt", at);
        else json.WriteNull("occurredAt");
        json.WriteString("link", facts.Link);
        json.WriteBoolean("test", facts.Test);
        json.WriteString("severityRaw", facts.SeverityRaw);
        json.WriteString("statusRaw", facts.StatusRaw);
        json.WriteString("occurredAtRaw", facts.OccurredAtRaw);
    }

    // A name once, with all its values in the order they were sent.
    public static void WriteHeaders(Utf8JsonWriter json, byte[] lines)
    {
        json.WriteStartObject("headers");
        foreach (var name in HeaderLines.Decode(lines).GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            json.WriteStartArray(name.Key);
            foreach (var (_, value) in name) json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset at)
    {
        Span<char> text = stackalloc char[24];
        at.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        json.WriteString(name, text[..length]);
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Verified => "verified",
        Verdict.Open => "open",
        Verdict.Imported => "imported",
        Verdict.Accepted => "accepted",
        _ => throw new InvalidOperationException($"No word for verdict {(int)verdict}."),
    };
}
