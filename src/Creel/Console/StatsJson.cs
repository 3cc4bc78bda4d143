using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>A running server in numbers. What is not known is null.</summary>
internal static class StatsJson
{
    /// <summary>What only the inbox knows, and gives without looking at more than its end.</summary>
    public sealed record Seen(bool Ready, string? Reason, EventSummary? Newest);

    public static Seen Read(ConsoleParts parts)
    {
        var ready = parts.Ready();
        return new(ready, ready ? null : parts.WhyNotReady() ?? "what the server prints says why", Newest(parts.Log));
    }

    // A lost disk is a reason to look at the numbers, not to be refused them.
    private static EventSummary? Newest(IEventLog log)
    {
        try { return log.Newest(null, 1) is [var newest] ? newest : null; }
        catch (StoreUnavailableException) { return null; }
    }

    public static void Write(Utf8JsonWriter json, ConsoleOverview overview, Seen seen)
    {
        var now = overview.Time.GetUtcNow();
        json.WriteStartObject();
        json.WriteString("version", overview.Version);
        SourcesJson.WriteTime(json, "startedAt", overview.StartedAt);
        json.WriteNumber("uptimeSeconds", Math.Max(0, (long)(now - overview.StartedAt).TotalSeconds));
        json.WriteBoolean("ready", seen.Ready);
        json.WriteString("reason", seen.Reason);
        json.WriteNumber("queueDepth", overview.QueueDepth());
        WriteInbox(json, overview, seen.Newest);
        WriteSinceStart(json, overview);
        WriteQuarantine(json, overview.Quarantine);
        json.WriteEndObject();
    }

    private static void WriteInbox(Utf8JsonWriter json, ConsoleOverview overview, EventSummary? newest)
    {
        var inbox = overview.Retention.Seen;
        json.WriteStartObject("inbox");
        json.WriteNumber("newestSeq", newest?.Seq ?? 0);
        SourcesJson.WriteTime(json, "newestReceivedAt", newest is { ReceivedAtUnknown: false } ? newest.ReceivedAt : null);
        SourcesJson.WriteTime(json, "oldestReceivedAt", inbox?.Oldest);
        Number(json, "bytes", inbox?.Space.Total);
        Number(json, "limitBytes", inbox?.Limit);
        Number(json, "volumeFreeBytes", overview.FreeBytes());
        json.WriteBoolean("diskIsLow", overview.Retention.DiskIsLow);
        json.WriteString("retentionFault", overview.Retention.Fault?.Message);
        json.WriteEndObject();
    }

    private static void WriteSinceStart(Utf8JsonWriter json, ConsoleOverview overview)
    {
        json.WriteStartObject("sinceStart");
        json.WriteStartObject("sources");
        foreach (var source in overview.Topology().Sources)
        {
            json.WriteStartObject(source.Name);
            SourcesJson.WriteCounts(json, overview.Activity.Of(source.Name));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("elsewhere");
        json.WriteNumber("refused", overview.Activity.Elsewhere.Refused);
        json.WriteEndObject();
        json.WriteNumber("imported", overview.Imported());
        json.WriteStartObject("deleted");
        foreach (var reason in (ReadOnlySpan<string>)[Deleted.Age, Deleted.Bytes]) json.WriteNumber(reason, overview.Deleted(reason));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteQuarantine(Utf8JsonWriter json, QuarantineCounts? counts)
    {
        if (counts is null)
        {
            json.WriteNull("quarantine");
            return;
        }
        json.WriteStartObject("quarantine");
        json.WriteNumber("bytes", counts.Bytes());
        json.WriteNumber("keptSinceStart", counts.Kept());
        json.WriteNumber("coalescedSinceStart", counts.Coalesced());
        json.WriteNumber("droppedSinceStart", counts.Dropped());
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
