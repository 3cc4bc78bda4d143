using System.Diagnostics.Metrics;

namespace Creel.Handling;

/// <summary>What handlers do, by handler.</summary>
internal sealed class HandlerMetrics
{
    private readonly Counter<long> _handled;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _duration;

    public HandlerMetrics(Meter meter)
    {
        _handled = meter.CreateCounter<long>("creel.handler.handled", null, "Events that a handler has handled.");
        _failed = meter.CreateCounter<long>("creel.handler.failed", null, "Attempts of a handler that failed.");
        _parked = meter.CreateCounter<long>("creel.handler.parked", null, "Events that a handler failed too often on, set aside.");
        _missed = meter.CreateCounter<long>("creel.handler.missed", null, "Events that retention deleted before a handler came to them.");
        _duration = meter.CreateHistogram("creel.handler.duration", "s", "How long a handler took for an event.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 10, 30, 60] });
    }

    /// <summary>How far each handler is behind; asked when somebody looks.</summary>
    public static void Observe(Meter meter, Func<long> last, Func<IEnumerable<(string Name, long Position)>> positions) =>
        meter.CreateObservableGauge("creel.handler.behind", () => positions().Select(one => new Measurement<long>(Math.Max(0, last() - one.Position), Tag(one.Name))),
            null, "Kept events that a handler has yet to come to.");

    public void Handled(string handler, TimeSpan took)
    {
        _handled.Add(1, Tag(handler));
        _duration.Record(took.TotalSeconds, Tag(handler));
    }

    public void Failed(string handler) => _failed.Add(1, Tag(handler));

    public void Parked(string handler) => _parked.Add(1, Tag(handler));

    public void Missed(string handler, long events) => _missed.Add(events, Tag(handler));

    private static KeyValuePair<string, object?> Tag(string handler) => new("handler", handler);
}
