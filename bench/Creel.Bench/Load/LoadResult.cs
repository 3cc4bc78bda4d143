using System.Text.Json.Serialization;

namespace Creel.Bench.Load;

/// <summary>What one run of the load generator found, as it is written in JSON.</summary>
internal sealed record LoadResult
{
    public required int Connections { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Answered 2xx within the measured part.</summary>
    public required long Acknowledged { get; init; }

    public required double Rate { get; init; }
    public required double P50Ms { get; init; }
    public required double P99Ms { get; init; }
    public required double P999Ms { get; init; }

    /// <summary>Acknowledgements within the measured part that took longer than 100 ms.</summary>
    public required long Over100Ms { get; init; }

    /// <summary>Null when no server process was named.</summary>
    public required double? ServerCpuMicrosPerEvent { get; init; }

    public required double LoaderCpuMicrosPerEvent { get; init; }

    /// <summary>Over the whole run, warm-up included.</summary>
    public required SortedDictionary<string, long> Statuses { get; init; }

    public required long Failures { get; init; }
    public required string? LastFailure { get; init; }
    public required long Reconnects { get; init; }
    public required string? Tls { get; init; }

    /// <summary>The first number that this run did not use.</summary>
    public required long NextNumber { get; init; }

    /// <summary>Answers that were no acknowledgement, and requests without an answer.</summary>
    [JsonIgnore]
    public long NotAcknowledged => Failures + Statuses.Where(pair => !pair.Key.StartsWith('2')).Sum(pair => pair.Value);

    public static LoadResult From(LoadOptions options, LoadTally tally, Usage used)
    {
        var acknowledged = tally.Measured;
        return new LoadResult
        {
            Connections = options.Connections,
            Seconds = used.Elapsed.TotalSeconds,
            Acknowledged = acknowledged,
            Rate = acknowledged / used.Elapsed.TotalSeconds,
            P50Ms = tally.Latencies.PercentileMs(50),
            P99Ms = tally.Latencies.PercentileMs(99),
            P999Ms = tally.Latencies.PercentileMs(99.9),
            Over100Ms = tally.Latencies.Over(TimeSpan.FromMilliseconds(100)),
            ServerCpuMicrosPerEvent = options.ServerProcess is null ? null : Each(used.Server, acknowledged),
            LoaderCpuMicrosPerEvent = Each(used.Loader, acknowledged),
            Statuses = tally.Statuses(),
            Failures = tally.Failures,
            LastFailure = tally.LastFailure,
            Reconnects = tally.Reconnects,
            Tls = tally.Tls,
            NextNumber = tally.Numbers.First + tally.Numbers.HandedOut,
        };
    }

    private static double Each(TimeSpan time, long events) => events == 0 ? 0 : time.TotalMicroseconds / events;
}

/// <summary>How results are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
