using System.Text.Json;
using Creel.Inbox;
using Creel.Search;

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

    /// <summary>How far back a search for this page looked; null where nothing had to be searched.</summary>
    public SearchPage? Searched { get; private init; }

    /// <summary>Matches of a query. The page may be short, or empty, and <see cref="Next"/> still lead to more.</summary>
    public static EventPage Search(IEventSearch search, EventQuery query, long? before, int limit)
    {
        var page = search.Newest(query, before, limit);
        return new(page.Events, page.Next is { } next ? Cursor.At(next) : null) { Searched = page };
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("events");
        foreach (var e in Events) EventJson.WriteSummary(json, e);
        json.WriteEndArray();
        json.WriteString("next", Next);
        if (Searched is { } searched) WriteSearched(json, searched);
        json.WriteEndObject();
    }

    private static void WriteSearched(Utf8JsonWriter json, SearchPage searched)
    {
        json.WriteStartObject("searched");
        json.WriteBoolean("complete", searched.IsComplete);
        if (searched.BackTo is { } at) EventJson.WriteTime(json, "backTo", at);
        else json.WriteNull("backTo");
        json.WriteEndObject();
    }
}
