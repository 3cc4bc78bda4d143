using Creel.Inbox;

namespace Creel.Tests.WebConsole;

/// <summary>An event log held in a list, with the store's rules of order and paging.</summary>
internal sealed class ListEventLog(params KeptEvent[] events) : IEventLog
{
    /// <summary>Reading events after this place fails, as from a lost disk.</summary>
    public long FailsAfter { get; init; } = long.MaxValue;

    public int Pages { get; private set; }

    public long LastSeq() => events.Length == 0 ? 0 : events[^1].Summary.Seq;

    public IReadOnlyList<EventSummary> Newest(long? before, int limit) =>
        [.. events.Select(e => e.Summary).Where(e => e.Seq < (before ?? long.MaxValue)).Reverse().Take(limit)];

    public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes)
    {
        Pages++;
        if (seq >= FailsAfter) throw new StoreUnavailableException("The disk at /secret/place is gone.");
        var page = new List<KeptEvent>();
        var bytes = 0L;
        foreach (var e in events.Where(e => e.Summary.Seq > seq).Take(limit))
        {
            if (page.Count > 0 && bytes + e.Body.Length > maxBytes) break;
            bytes += e.Body.Length;
            page.Add(e);
        }
        return page;
    }

    public KeptEvent? Find(Guid id) => events.FirstOrDefault(e => e.Summary.Id == id);
}
