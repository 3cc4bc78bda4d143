using System.Diagnostics.Metrics;

namespace Creel.Telemetry;

/// <summary>What is counted of the quarantine.</summary>
internal sealed class QuarantineMetrics
{
    private readonly Counter<long> _kept;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _dropped;
    private long _keptCount, _coalescedCount, _droppedCount;

    /// <param name="meter">Where to; opened pages show it from now on.</param>
    /// <param name="bytes">Asked at each scrape.</param>
    public QuarantineMetrics(Meter meter, Func<long> bytes)
    {
        _kept = meter.CreateCounter<long>("creel.quarantine.kept", null, "Refused requests kept in the quarantine.");
        _coalesced = meter.CreateCounter<long>("creel.quarantine.coalesced", null, "Refused requests counted with an earlier one.");
        _dropped = meter.CreateCounter<long>("creel.quarantine.dropped", null,
            "Refused requests not kept: too many at once, or the quarantine's disk failed.");
        meter.CreateObservableGauge("creel.quarantine.bytes", bytes, "By", "What the quarantine takes on disk.");
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[_kept, _coalesced, _dropped]) counter.Add(0);
    }

    public long KeptCount => Interlocked.Read(ref _keptCount);
    public long CoalescedCount => Interlocked.Read(ref _coalescedCount);
    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    public void Kept(int count)
    {
        _kept.Add(count);
        Interlocked.Add(ref _keptCount, count);
    }

    public void Coalesced()
    {
        _coalesced.Add(1);
        Interlocked.Increment(ref _coalescedCount);
    }

    public void Dropped(int count)
    {
        _dropped.Add(count);
        Interlocked.Add(ref _droppedCount, count);
    }
}
