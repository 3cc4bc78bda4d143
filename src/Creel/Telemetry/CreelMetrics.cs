using System.Diagnostics.Metrics;

namespace Creel.Telemetry;

/// <summary>
/// What Creel counts of itself. Every instance has a meter of its own, so that two receivers in one process don't mix. The
/// methods are called for every webhook: they allocate nothing and take no lock.
/// </summary>
internal sealed class CreelMetrics : IDisposable
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _printsSkipped;
    private readonly Histogram<double> _ackDuration;
    private readonly Histogram<int> _batchSize;
    private Func<long> _queueDepth = () => 0;
    private Func<DateTimeOffset?> _certificateExpiry = () => null;

    public CreelMetrics(string version) : this(new Meter("Creel", version), version)
    {
    }

    /// <summary>Counts on a meter of somebody else's, such as an app's.</summary>
    public CreelMetrics(Meter meter, string version)
    {
        Meter = meter;
        _received = Meter.CreateCounter<long>("creel.requests.received", null, "Requests that arrived at the receiving addresses.");
        _receivedBytes = Meter.CreateCounter<long>("creel.received.bytes", "By", "Bytes of bodies read.");
        _stored = Meter.CreateCounter<long>("creel.events.stored", null, "Events kept on disk.");
        _repeats = Meter.CreateCounter<long>("creel.repeats", null, "Events that a sender sent again, merged into the kept one.");
        _refused = Meter.CreateCounter<long>("creel.requests.refused", null, "Requests refused, by reason.");
        _printsSkipped = Meter.CreateCounter<long>("creel.prints.skipped", null, "Events not printed because printing could not keep up.");
        _ackDuration = Meter.CreateHistogram("creel.ack.duration", "s", "From a request's arrival to its acknowledgement.", null,
            Buckets(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2.5, 5, 10));
        _batchSize = Meter.CreateHistogram("creel.inbox.batch.size", null, "Events written to disk in one transaction.", null,
            Buckets(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024));
        Meter.CreateObservableGauge("creel.inbox.queue.depth", () => _queueDepth(), null, "Events waiting to be written.");
        Meter.CreateObservableGauge("creel.certificate.expiry", ObserveExpiry, "s", "When the certificate served expires, in Unix time.");
        Meter.CreateObservableGauge("creel.build.info", () => new Measurement<int>(1, Tag("version", version)),
            null, "The version that runs.");
    }

    public Meter Meter { get; }

    /// <summary>The page for <c>/metrics</c>, counting from now on. What has counted nothing yet is there, as 0.</summary>
    public PrometheusWriter OpenPage()
    {
        var page = new PrometheusWriter(Meter);
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[_received, _receivedBytes, _stored, _repeats, _printsSkipped]) counter.Add(0);
        return page;
    }

    public void Received(long bodyBytes)
    {
        _received.Add(1);
        _receivedBytes.Add(bodyBytes);
    }

    /// <summary>A batch was committed.</summary>
    public void Stored(int batchSize, int events, int repeats)
    {
        _batchSize.Record(batchSize);
        _stored.Add(events);
        _repeats.Add(repeats);
    }

    public void Acknowledged(TimeSpan took) => _ackDuration.Record(took.TotalSeconds);

    /// <param name="reason">One of the few short phrases of RequestOutcome.Reason: each becomes a series.</param>
    public void Refused(string reason) => _refused.Add(1, Tag("reason", reason));

    public void PrintsSkipped(long count) => _printsSkipped.Add(count);

    public void ObserveQueueDepth(Func<long> depth) => _queueDepth = depth;

    public void ObserveListeners(Func<int> listeners) =>
        Meter.CreateObservableGauge("creel.live.listeners", listeners, null, "Callers that follow the events live.");

    /// <param name="shares">Of every source: 0 is well, 1 is over.</param>
    public void ObserveSenders(Func<IEnumerable<(string Source, double Share)>> shares) => Meter.CreateObservableGauge("creel.sender.suspension.ratio",
        () => shares().Select(one => new Measurement<double>(one.Share, Tag("source", one.Source))), null, "How near a source's sender is to giving us up: 0 is well, at 1 it has probably stopped sending.");

    public void ObserveCertificateExpiry(Func<DateTimeOffset?> expiry) => _certificateExpiry = expiry;

    public void Dispose() => Meter.Dispose();

    private IEnumerable<Measurement<long>> ObserveExpiry() =>
        _certificateExpiry() is { } at ? [new Measurement<long>(at.ToUnixTimeSeconds())] : [];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };

    private static InstrumentAdvice<int> Buckets(params int[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
