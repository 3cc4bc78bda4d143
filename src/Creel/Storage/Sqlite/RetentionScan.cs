using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>An event that may go. It follows when no event that stays lies between it and the one before; it has more when there
/// are items, repeats or a sender key to it.</summary>
internal readonly record struct Candidate(long Seq, long ReceivedAt, long Size, string? Source, bool Follows, bool HasMore);

/// <summary>
/// Looks for what a rule deletes next, a short way at a time. Age goes by places: events lie in the order in which they were
/// kept, and the search ends at the first that is young enough.
/// </summary>
internal sealed class RetentionScan(SqliteConnection connection) : IDisposable
{
    // Passing over the events of other sources costs a tenth of deleting one.
    private const int LookedAtForOne = 8;

    private readonly Query _events = new(connection, """
        SELECT seq, received_at, size, items > 1 OR repeats > 0 OR sender_key IS NOT NULL, source FROM event WHERE seq > ?1 ORDER BY seq
        """);

    private int _lookedAt;

    public List<Candidate> Found { get; } = [];
    public int Weight { get; private set; }

    /// <summary>Nothing that the rule is for stands between where the search began and here, but for <see cref="Found"/>.</summary>
    public long PassedTo { get; private set; }

    /// <summary>The search ended because enough was looked at, not because nothing more is to be found.</summary>
    public bool WasCut { get; private set; }

    /// <summary>The oldest events, as many as have so many bytes; never the newest of all.</summary>
    public void ForBytes(RetentionCursor rule, long bytes, long newest, bool sources, int weight)
    {
        Begin(rule.DeletedTo);
        while (bytes > 0 && Take(rule, sources, weight) is { } e)
        {
            if (e.Seq >= newest)
            {
                Found.RemoveAt(Found.Count - 1);
                PassedTo = e.Seq - 1;
                break;
            }
            bytes -= e.Size + RetentionRule.EventOverhead;
        }
        _events.End();
    }

    /// <summary>
    /// The events that came before a time. One that says it came after now was kept while the clock was wrong: it goes with an
    /// older one behind it.
    /// </summary>
    public void ForAge(RetentionCursor rule, DateTimeOffset before, DateTimeOffset now, bool sources, int weight)
    {
        Begin(rule.DeletedTo);
        var (old, future) = (0, now.ToMicroseconds());
        var passed = PassedTo;
        while (Take(rule, sources, weight, before.ToMicroseconds(), future) is { } e)
        {
            if (e.ReceivedAt > future) continue;
            old = Found.Count;
            passed = PassedTo;
        }
        _events.End();
        if (old < Found.Count)
        {
            Found.RemoveRange(old, Found.Count - old);
            PassedTo = passed;
        }
    }

    /// <summary>Counts the bytes of the rule's events behind those already counted.</summary>
    public void Count(RetentionCursor rule, int weight)
    {
        Begin(rule.CountedTo);
        while (Take(rule, sources: true, weight * LookedAtForOne) is { } e)
        {
            rule.Bytes += e.Size + RetentionRule.EventOverhead;
            Weight = 0;
        }
        _events.End();
        rule.CountedTo = PassedTo;
        Found.Clear();
    }

    public void Dispose() => _events.Dispose();

    private void Begin(long from)
    {
        Found.Clear();
        (Weight, _lookedAt, PassedTo, WasCut) = (0, 0, from, false);
        _events.With(from);
    }

    private Candidate? Take(RetentionCursor rule, bool sources, int weight, long young = long.MaxValue, long future = long.MaxValue)
    {
        var follows = true;
        while (true)
        {
            if (Weight >= weight || _lookedAt >= weight * LookedAtForOne)
            {
                WasCut = true;
                return null;
            }
            if (!_events.Next()) return null;
            _lookedAt++;
            var at = _events.Number(1);
            if (at >= young && at <= future) return null;
            var source = sources || !rule.IsForAll ? _events.Text(4) : null;
            var seq = _events.Number(0);
            if (rule.IsForAll || rule.Covers(source!))
            {
                var size = _events.Number(2);
                var found = new Candidate(seq, at, size, source, follows && Found.Count > 0, _events.Number(3) != 0);
                Found.Add(found);
                Weight += StepBudget.Of(size);
                PassedTo = seq;
                return found;
            }
            follows = false;
            PassedTo = seq;
        }
    }
}
