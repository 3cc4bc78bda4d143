using Creel.Bench.Load;
using Creel.Bench.Parties;

namespace Creel.Bench.Compare;

/// <summary>One party's turns.</summary>
internal sealed class PartyScore(Party party)
{
    public Party Party { get; } = party;
    public List<LoadResult> Turns { get; } = [];
    public List<AckedNumbers> Acked { get; } = [];
    public string Version { get; set; } = "";
    public long ResidentBytes { get; set; }

    /// <summary>Why it was not measured, or not to the end; null when all went well.</summary>
    public string? Failure { get; set; }

    public bool Measured => Turns.Count > 0;

    public double Middle(Func<LoadResult, double> figure) => Median.Of(Turns.Select(figure));

    /// <summary>
    /// How many times the other's rate this one's is: the median of the ratios within each turn, because the machine's
    /// speed drifts between turns. Null when there is no turn that both finished.
    /// </summary>
    public double? RatioTo(PartyScore? other) => other is { Measured: true } && Measured
        ? Median.Of(Turns.Zip(other.Turns, (own, others) => others.Rate == 0 ? 0 : own.Rate / others.Rate))
        : null;
}

internal static class Median
{
    public static double Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        if (sorted.Length == 0) return 0;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
