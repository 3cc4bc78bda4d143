using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>Refused requests as JSON. Every key is always there, null where it does not apply.</summary>
internal static class QuarantineJson
{
    public static void WriteRow(Utf8JsonWriter json, QuarantineRow row)
    {
        json.WriteStartObject();
        WriteKeys(json, row);
        json.WriteEndObject();
    }

    /// <summary>One in full, its body included.</summary>
    public static void WriteFull(Utf8JsonWriter json, QuarantinedRequest refused)
    {
        json.WriteStartObject();
        WriteKeys(json, refused.Row);
        json.WriteString("query", refused.Query);
        json.WriteString("tls", refused.Tls);
        WriteTexts(json, "tried", refused.Tried);
        EventJson.WriteHeaders(json, refused.Headers);
        BodyJson.Write(json, refused.Headers, refused.Body);
        json.WriteEndObject();
    }

    public static void WriteAccepted(Utf8JsonWriter json, Guid id, AcceptOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("eventId", outcome.EventId!.Value);
        json.WriteBoolean("already", outcome.Already);
        json.WriteBoolean("repeat", outcome.Repeat);
        json.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter json, QuarantineRow row)
    {
        json.WriteString("id", row.Id);
        EventJson.WriteTime(json, "receivedAt", row.FirstAt);
        EventJson.WriteTime(json, "lastAt", row.LastAt);
        json.WriteNumber("count", row.Count);
        json.WriteString("source", row.Source);
        json.WriteNumber("status", row.Status);
        json.WriteString("reason", row.Reason);
        json.WriteString("nextStep", row.NextStep);
        json.WriteString("cause", row.Cause);
        json.WriteString("remoteAddress", row.RemoteAddress);
        json.WriteString("method", row.Method);
        json.WriteString("path", row.Path);
        json.WriteNumber("size", row.Size);
        json.WriteString("bodyKept", Word(row.Extent));
        WriteTexts(json, "redacted", row.Redacted);
        if (row.AcceptedAs is { } id) json.WriteString("acceptedAs", id);
        else json.WriteNull("acceptedAs");
        if (row.AcceptedAt is { } at) EventJson.WriteTime(json, "acceptedAt", at);
        else json.WriteNull("acceptedAt");
    }

    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Word(BodyExtent extent) => extent switch
    {
        BodyExtent.Whole => "whole",
        BodyExtent.Cut => "cut",
        BodyExtent.Unread => "unread",
        _ => throw new InvalidOperationException($"No word for extent {(int)extent}."),
    };
}
