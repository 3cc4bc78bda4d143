using System.Text.Json;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Telemetry;

namespace Creel.Console;

/// <summary>The sources as configured, and what happened at them. Of credentials only the kinds: no value, no name.</summary>
internal static class SourcesJson
{
    public static void Write(Utf8JsonWriter json, ConsoleOverview overview)
    {
        json.WriteStartObject();
        json.WriteStartArray("sources");
        foreach (var source in overview.Topology().Sources) Write(json, source, overview.Activity.Of(source.Name), overview.Warning(source.Name));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Source source, SourceCounts counts, string? warning)
    {
        json.WriteStartObject();
        json.WriteString("name", source.Name);
        json.WriteString("path", source.Path);
        json.WriteString("sender", source.Sender.Name);
        json.WriteStartArray("credentials");
        foreach (var kind in Credentials(source)) json.WriteStringValue(kind);
        json.WriteEndArray();
        json.WriteBoolean("open", source.Open);
        json.WriteStartArray("allow");
        foreach (var network in source.Allow) json.WriteStringValue(network.ToString());
        json.WriteEndArray();
        json.WriteNumber("bodyLimit", source.BodyLimit);
        json.WriteBoolean("requireJson", source.RequireJson);
        WriteRetention(json, source.Retention);
        WriteCounts(json, counts);
        WriteTime(json, "lastEventAt", counts.LastEvent);
        WriteTime(json, "lastRefusalAt", counts.LastRefusal);
        json.WriteString("lastRefusal", counts.LastReason);
        json.WriteString("warning", warning);
        json.WriteEndObject();
    }

    /// <summary>Requests since the start, by what became of them.</summary>
    public static void WriteCounts(Utf8JsonWriter json, SourceCounts counts)
    {
        json.WriteNumber("kept", counts.Kept);
        json.WriteNumber("repeats", counts.Repeats);
        json.WriteNumber("probes", counts.Probes);
        json.WriteNumber("refused", counts.Refused);
    }

    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } known) EventJson.WriteTime(json, name, known);
        else json.WriteNull(name);
    }

    private static IEnumerable<string> Credentials(Source source)
    {
        if (source.Basic.Count > 0) yield return "basic";
        if (source.Bearer.Count > 0) yield return "bearer";
        if (source.Headers.Count > 0) yield return "headers";
        if (source.Signatures.Any) yield return "secrets";
        if (source.ClientSubjects.Count > 0) yield return "clientCertificate";
    }

    private static void WriteRetention(Utf8JsonWriter json, RetentionRule? rule)
    {
        if (rule is null)
        {
            json.WriteNull("retention");
            return;
        }
        json.WriteStartObject("retention");
        if (rule.MaxAge is { } age) json.WriteNumber("maxAgeSeconds", (long)age.TotalSeconds);
        else json.WriteNull("maxAgeSeconds");
        if (rule.MaxBytes is { } bytes) json.WriteNumber("maxBytes", bytes);
        else json.WriteNull("maxBytes");
        json.WriteEndObject();
    }
}
