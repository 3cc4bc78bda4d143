namespace Creel.Bench.Load;

/// <summary>What the connections of one run share: the numbers, whether to go on, and what came back.</summary>
internal sealed class LoadTally(AckedNumbers numbers)
{
    private const int MostFailures = 2000;

    private readonly long[] _statuses = new long[600];
    private long _measured;
    private long _failures;
    private long _reconnects;
    private string? _lastFailure;

    public AckedNumbers Numbers { get; } = numbers;
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Acknowledged within the measured part.</summary>
    public long Measured => Volatile.Read(ref _measured);

    public long Failures => Volatile.Read(ref _failures);
    public long Reconnects => Volatile.Read(ref _reconnects);
    public string? LastFailure => Volatile.Read(ref _lastFailure);
    public string? Tls { get; private set; }
    public volatile bool Measuring;
    public volatile bool Stopping;

    public void Answered(long number, int status, long started, long ended)
    {
        Interlocked.Increment(ref _statuses[Math.Clamp(status, 0, _statuses.Length - 1)]);
        if (status is < 200 or > 299) return;
        Numbers.Acknowledged(number);
        if (!Measuring) return;
        Interlocked.Increment(ref _measured);
        Latencies.Record(ended - started);
    }

    public void Connected(string tls, bool again)
    {
        Tls ??= tls;
        if (again) Interlocked.Increment(ref _reconnects);
    }

    /// <summary>A request without an answer, or a connection that could not be made. So many of them end the run.</summary>
    public void Failed(Exception failure)
    {
        Volatile.Write(ref _lastFailure, $"{failure.GetType().Name}: {failure.Message}");
        if (Interlocked.Increment(ref _failures) >= MostFailures) Stopping = true;
    }

    public SortedDictionary<string, long> Statuses()
    {
        var seen = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var status = 0; status < _statuses.Length; status++)
        {
            if (Volatile.Read(ref _statuses[status]) is > 0 and var count) seen[status.ToString()] = count;
        }
        return seen;
    }
}
