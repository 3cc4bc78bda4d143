using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>One page of the event list, newest first.</summary>
internal sealed record EventPage(IReadOnlyList<EventSummary> Events, string? Next)
{
    public const int DefaultSize = 50;
    public const int MaxSize = 1000;

    public static EventPage Read(IEventLog log, long? before, int limit)
    {
        // One more than asked for tells whether there is a next page, without counting anything.
        var events = log.Newest(before, limit + 1);
        return events.Count <= limit
            ? new(events, null)
            : new([.. events.Take(limit)], Cursor.At(events[limit - 1].Seq));
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("events");
        foreach (var e in Events) EventJson.WriteSummary(json, e);
        json.WriteEndArray();
        json.WriteString("next", Next);
        json.WriteEndObject();
    }
}
