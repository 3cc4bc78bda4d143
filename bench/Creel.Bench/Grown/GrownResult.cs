using Creel.Bench.Verify;

namespace Creel.Bench.Grown;

/// <summary>Creel with many events kept.</summary>
internal sealed record GrownResult
{
    public required long Events { get; init; }
    public required double FillRate { get; init; }
    public required long ResidentBytes { get; init; }
    public required long PeakResidentBytes { get; init; }
    public required long InboxBytes { get; init; }
    public required int Starts { get; init; }
    public required double ReadyMs { get; init; }
    public required double EmptyReadyMs { get; init; }
    public required double PageMs { get; init; }
    public required double FirstPageMs { get; init; }
    public required double GrownRate { get; init; }
    public required double EmptyRate { get; init; }

    /// <summary>The median of the ratios within each turn.</summary>
    public required double RateRatio { get; init; }

    public required InboxFindings Kept { get; init; }
}
