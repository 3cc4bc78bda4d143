using System.Collections.Concurrent;

namespace Creel.Telemetry;

/// <summary>
/// What happened at each source since the start, for those who look at a running server. Called for every request after its
/// answer: it allocates nothing and takes no lock.
/// </summary>
internal sealed class SourceActivity
{
    private readonly ConcurrentDictionary<string, SourceCounts> _sources = new(StringComparer.Ordinal);

    /// <summary>What was asked where there is no source, and connections that never came to a request.</summary>
    public SourceCounts Elsewhere { get; } = new();

    /// <summary>The counts of a source; of those that were configured once, those of today.</summary>
    public SourceCounts Of(string? source) => source is null ? Elsewhere : _sources.GetOrAdd(source, static _ => new SourceCounts());
}

/// <summary>The counts of one source. Numbers that belong together may be read a moment apart.</summary>
internal sealed class SourceCounts
{
    private long _kept, _repeats, _probes, _refused;
    private long _lastEvent, _lastRefusal;
    private volatile string? _lastReason;

    public long Kept => Interlocked.Read(ref _kept);
    public long Repeats => Interlocked.Read(ref _repeats);
    public long Probes => Interlocked.Read(ref _probes);
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>When the last event came, repeats included.</summary>
    public DateTimeOffset? LastEvent => Time(Interlocked.Read(ref _lastEvent));

    public DateTimeOffset? LastRefusal => Time(Interlocked.Read(ref _lastRefusal));

    /// <summary>Why, in the few words that the metrics use, too.</summary>
    public string? LastReason => _lastReason;

    public void CountEvent(DateTimeOffset at, bool repeat)
    {
        Interlocked.Increment(ref repeat ? ref _repeats : ref _kept);
        Volatile.Write(ref _lastEvent, at.UtcTicks);
    }

    public void CountProbe() => Interlocked.Increment(ref _probes);

    public void CountRefusal(DateTimeOffset at, string reason)
    {
        Interlocked.Increment(ref _refused);
        _lastReason = reason;
        Volatile.Write(ref _lastRefusal, at.UtcTicks);
    }

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
