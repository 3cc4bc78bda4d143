using System.Collections.Concurrent;

namespace Creel.Server.Sending;

/// <summary>Counts what became of many requests. Safe for many threads; its size does not grow with their number.</summary>
internal sealed class SendTally
{
    // So many requests without a single answer mean that nobody is there: more of them would say nothing new.
    private const int Hopeless = 20;

    private readonly ConcurrentDictionary<int, long> byStatus = new();
    private readonly ConcurrentDictionary<string, long> byFault = new();
    private long sent;
    private long succeeded;
    private long answered;
    private long behind;
    private long mostBehindTicks;
    private long underWay;
    private long mostUnderWay;
    private SendResult? firstFailure;
    private SendResult? last;

    public LatencyHistogram Latencies { get; } = new();

    public long Sent => Volatile.Read(ref sent);
    public long Succeeded => Volatile.Read(ref succeeded);
    public long Failed => Sent - Succeeded;

    /// <summary>Sent later than the schedule said: too many were under way already, or this machine did not keep up.</summary>
    public long Behind => Volatile.Read(ref behind);

    public TimeSpan MostBehind => TimeSpan.FromTicks(Volatile.Read(ref mostBehindTicks));

    /// <summary>The most requests that were under way at once.</summary>
    public long MostUnderWay => Volatile.Read(ref mostUnderWay);

    public IEnumerable<KeyValuePair<int, long>> ByStatus => byStatus.OrderBy(s => s.Key);
    public IEnumerable<KeyValuePair<string, long>> ByFault => byFault.OrderByDescending(f => f.Value);

    /// <summary>The first request that was not answered 2xx.</summary>
    public SendResult? FirstFailure => firstFailure;

    public SendResult? Last => last;

    public bool IsHopeless => Volatile.Read(ref answered) == 0 && Sent >= Hopeless;

    /// <summary>A request sets out; <see cref="Add"/> says what became of it.</summary>
    public void Begin() => Raise(ref mostUnderWay, Interlocked.Increment(ref underWay));

    public void Add(SendResult result, TimeSpan latency, TimeSpan behindSchedule)
    {
        Interlocked.Decrement(ref underWay);
        if (result.Fault is { } fault)
        {
            byFault.AddOrUpdate(fault.Kind, 1, (_, n) => n + 1);
        }
        else
        {
            Interlocked.Increment(ref answered);
            byStatus.AddOrUpdate(result.Status, 1, (_, n) => n + 1);
            Latencies.Add(latency);
        }
        if (result.Succeeded) Interlocked.Increment(ref succeeded);
        else Interlocked.CompareExchange(ref firstFailure, result, null);
        if (behindSchedule > TimeSpan.Zero) Interlocked.Increment(ref behind);
        Raise(ref mostBehindTicks, behindSchedule.Ticks);
        Volatile.Write(ref last, result);
        Interlocked.Increment(ref sent);
    }

    private static void Raise(ref long most, long value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) break;
            seen = before;
        }
    }
}
