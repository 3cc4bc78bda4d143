using Creel.Bench.Grown;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Compare;

/// <summary>Everything one run of the bench found.</summary>
internal sealed record BenchResults
{
    public required CompareOptions Options { get; init; }
    public required List<PartyScore> Scores { get; init; }
    public required InboxFindings? Kept { get; init; }
    public required GrownResult? Grown { get; init; }

    /// <summary>Why many kept events were not measured; null when they were, or were not asked for.</summary>
    public required string? GrownFailure { get; init; }

    public required (double P50, double P99) Flush { get; init; }
    public required string Disk { get; init; }

    // How many times another's rate creel's should be.
    private static readonly (string Party, double Least)[] Wanted =
        [(PartyList.Bare, 0.5), (PartyList.Gunicorn, 6), (PartyList.Flask, 60), (PartyList.Adnanh, 4)];

    /// <summary>Nothing acknowledged was lost and every party that is there was measured to the end.</summary>
    public bool Sound => Kept is not { Good: false } && Grown is not { Kept.Good: false } && GrownFailure is null
        && Scores.TrueForAll(score => score.Failure is null || !score.Party.IsInstalled);

    public PartyScore? Of(string name) => Scores.Find(score => score.Party.Name == name);

    /// <summary>The targets that this run can say something about.</summary>
    public IEnumerable<Target> Targets()
    {
        var creel = Of(PartyList.Creel);
        foreach (var (name, least) in Wanted)
        {
            if (creel?.RatioTo(Of(name)) is { } ratio) yield return Target.AtLeast($"creel ÷ {name}", ratio, least, "×");
        }
        if (Kept is not null) yield return new Target("every acknowledged event kept once", Kept.ToString(), "all", Kept.Good);
        if (Grown is null) yield break;
        yield return Target.AtLeast($"rate with {Grown.Events:N0} events kept ÷ with none", Grown.RateRatio, 0.9, "×");
        yield return Target.AtMost($"resident after receiving {Grown.Events:N0}", Grown.ResidentBytes / 1e6, 100, "MB");
        yield return Target.AtMost($"ready with {Grown.Events:N0} events kept", Grown.ReadyMs, 150, "ms");
        yield return Target.AtMost($"newest page of {Grown.Events:N0}", Grown.PageMs, 10, "ms");
        yield return new Target("every acknowledged event kept once (large inbox)", Grown.Kept.ToString(), "all", Grown.Kept.Good);
    }
}

/// <summary>A figure, what it should be, and whether it is.</summary>
internal sealed record Target(string What, string Reached, string Wanted, bool Met)
{
    public static Target AtLeast(string what, double reached, double least, string unit) =>
        new(what, $"{reached:0.00} {unit}", $"≥ {least:0.##} {unit}", reached >= least);

    public static Target AtMost(string what, double reached, double most, string unit) =>
        new(what, $"{reached:0.0} {unit}", $"≤ {most:0.##} {unit}", reached <= most);
}
