using System.Diagnostics.Metrics;

namespace Creel.Telemetry;

/// <summary>What the inbox takes on disk, and what was deleted from it.</summary>
internal sealed class InboxMetrics
{
    private readonly Counter<long> _deleted;

    public InboxMetrics(Meter meter, InboxGauges gauges, params ReadOnlySpan<string> reasons)
    {
        _deleted = meter.CreateCounter<long>("creel.events.deleted", null, "Kept events deleted by retention, by reason.");
        foreach (var reason in reasons) Deleted(reason, 0);
        Observe("creel.inbox.bytes", "By", "What the inbox takes on disk.", gauges.Bytes);
        Observe("creel.inbox.limit.bytes", "By", "What the inbox may take on disk; over it the oldest events are deleted.", gauges.Limit);
        Observe("creel.inbox.free.bytes", "By", "Free bytes of the volume that the inbox is on.", gauges.Free);
        Observe("creel.inbox.oldest.event", "s", "When the oldest kept event was received, in Unix time.", gauges.Oldest);

        void Observe(string name, string unit, string what, Func<long?> value) =>
            meter.CreateObservableGauge(name, () => value() is { } known ? [new Measurement<long>(known)] : (Measurement<long>[])[], unit, what);
    }

    /// <summary>The reason is one of two words: each becomes a series.</summary>
    public void Deleted(string reason, long events) => _deleted.Add(events, new KeyValuePair<string, object?>("reason", reason));
}

/// <summary>Where the numbers come from; null is not known.</summary>
internal sealed record InboxGauges
{
    public required Func<long?> Bytes { get; init; }
    public required Func<long?> Limit { get; init; }
    public required Func<long?> Free { get; init; }
    public required Func<long?> Oldest { get; init; }
}
