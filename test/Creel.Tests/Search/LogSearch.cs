using Creel.Inbox;
using Creel.Search;

namespace Creel.Tests.Search;

/// <summary>Searches any event log in the plainest way: by looking at each of its events.</summary>
internal sealed class LogSearch(IEventLog log, TimeProvider time, TimeSpan budget) : IEventSearch
{
    private const int PageSize = 256;

    public SearchPage Newest(EventQuery query, long? before, int limit)
    {
        var started = time.GetTimestamp();
        var found = new List<EventSummary>();
        var place = before;
        EventSummary? last = null;
        while (log.Newest(place, PageSize) is { Count: > 0 } page)
        {
            foreach (var summary in page)
            {
                last = summary;
                if (log.Find(summary.Id) is { } e && query.Matches(e)) found.Add(e.Summary);
                if (found.Count < limit && time.GetElapsedTime(started) < budget) continue;
                return new() { Events = found, Next = summary.Seq, IsComplete = found.Count == limit, BackTo = summary.ReceivedAt };
            }
            place = last!.Seq;
        }
        return new() { Events = found, Next = null, IsComplete = true, BackTo = last?.ReceivedAt };
    }

    public SearchSlice After(EventQuery query, long seq, long last, SliceLimit limit)
    {
        var started = time.GetTimestamp();
        var found = new List<KeptEvent>();
        var place = seq;
        var bytes = 0L;
        while (place < last && log.After(place, PageSize, limit.Bytes) is { Count: > 0 } page)
        {
            foreach (var e in page)
            {
                if (e.Summary.Seq > last) return new(found, last);
                place = e.Summary.Seq;
                if (!query.Matches(e)) continue;
                found.Add(e);
                bytes += e.Body.Length;
                if (found.Count == limit.Events || bytes >= limit.Bytes) return new(found, place);
            }
            if (time.GetElapsedTime(started) >= budget) return new(found, place);
        }
        return new(found, last);
    }
}
