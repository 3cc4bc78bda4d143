using System.Text;
using Creel.Bench.Machine;
using Creel.Bench.Parties;

namespace Creel.Bench.Compare;

/// <summary>The report as Markdown. Numbers read the same everywhere: the process is culture-invariant.</summary>
internal static class Report
{
    public static string Write(BenchResults results)
    {
        var text = new StringBuilder();
        var span = results.Options.Span;
        text.AppendLine("# Bench").AppendLine();
        text.AppendLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC · {MachineFacts.Processor()}, {MachineFacts.Memory()} · {MachineFacts.Kernel()} · {MachineFacts.Runtime()}  ");
        text.AppendLine($"Disk: {results.Disk}; fdatasync of 4 KB: p50 {results.Flush.P50:0.00} ms, p99 {results.Flush.P99:0.00} ms  ");
        text.AppendLine($"{results.Options.Turns} turns, each {span.WarmUp.TotalSeconds:0.#} s warm-up and {span.Measured.TotalSeconds:0.#} s measured; medians. TLS on loopback, HTTP Basic, unique 1 KB events.").AppendLine();
        WriteParties(text, results);
        WriteGrown(text, results);
        WriteTargets(text, results);
        WriteNotes(text, results);
        return text.ToString();
    }

    private static void WriteParties(StringBuilder text, BenchResults results)
    {
        var (creel, bare) = (results.Of(PartyList.Creel), results.Of(PartyList.Bare));
        text.AppendLine("| party | keeps | senders | events/s | ÷ bare | creel ÷ it | p50 ms | p99 ms | CPU µs/event | memory MB | not acknowledged |");
        text.AppendLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var score in results.Scores)
        {
            if (!score.Measured)
            {
                text.AppendLine($"| {score.Party.Name} | {score.Party.Keeps} | | not measured: {Cell(score.Failure)} | | | | | | | |");
                continue;
            }
            text.AppendLine($"| {score.Party.Name} | {score.Party.Keeps} | {score.Turns[0].Connections} | {score.Middle(turn => turn.Rate):N0} " +
                $"| {Ratio(score.RatioTo(bare))} | {Ratio(creel?.RatioTo(score))} | {score.Middle(turn => turn.P50Ms):0.00} | {score.Middle(turn => turn.P99Ms):0.00} " +
                $"| {score.Middle(turn => turn.ServerCpuMicrosPerEvent ?? 0):0.0} | {score.ResidentBytes / 1e6:0} | {score.Turns.Sum(turn => turn.NotAcknowledged)}{(score.Failure is null ? "" : $" ({Cell(score.Failure)})")} |");
        }
        text.AppendLine();
    }

    private static void WriteGrown(StringBuilder text, BenchResults results)
    {
        if (results.GrownFailure is { } failure) text.AppendLine($"Creel with many events kept was not measured: {Cell(failure)}").AppendLine();
        if (results.Grown is not { } grown) return;
        text.AppendLine($"Creel with {grown.Events:N0} events kept: received at {grown.FillRate:N0}/s; resident {grown.ResidentBytes / 1e6:0} MB afterwards, {grown.PeakResidentBytes / 1e6:0} MB at most; " +
            $"ready {grown.ReadyMs:0} ms after start ({grown.EmptyReadyMs:0} ms with none kept; medians of {grown.Starts} starts); newest page of 50: median {grown.PageMs:0.00} ms, the first after a start {grown.FirstPageMs:0.0} ms; " +
            $"in turns {grown.GrownRate:N0}/s against {grown.EmptyRate:N0}/s with none kept; the inbox takes {grown.InboxBytes / 1e6:N0} MB.").AppendLine();
    }

    private static void WriteTargets(StringBuilder text, BenchResults results)
    {
        var targets = results.Targets().ToArray();
        if (targets.Length == 0) return;
        text.AppendLine("| target | wanted | reached | |").AppendLine("|---|--:|--:|---|");
        foreach (var target in targets) text.AppendLine($"| {target.What} | {target.Wanted} | {target.Reached} | {(target.Met ? "PASS" : "FAIL")} |");
        text.AppendLine();
    }

    private static void WriteNotes(StringBuilder text, BenchResults results)
    {
        var measured = results.Scores.Where(score => score.Measured).ToArray();
        if (measured.Length == 0) return;
        text.AppendLine("The load generator, on the same cores, took per event: " +
            string.Join(", ", measured.Select(score => $"{score.Middle(turn => turn.LoaderCpuMicrosPerEvent):0.0} µs ({score.Party.Name})")) + ".  ");
        foreach (var score in measured.Where(score => score.Turns.Exists(turn => turn.Reconnects > 0)))
        {
            text.AppendLine($"{score.Party.Name} closed connections: {score.Turns.Sum(turn => turn.Reconnects):N0} were made anew within the {score.Turns.Count} turns.  ");
        }
        foreach (var score in measured.Where(score => score.Turns.Exists(turn => turn.LastFailure is not null)))
        {
            text.AppendLine($"{score.Party.Name} failed requests, the last one with: {score.Turns.FindLast(turn => turn.LastFailure is not null)!.LastFailure}.  ");
        }
        text.AppendLine("Versions: " + string.Join("; ", measured.Select(score => $"{score.Party.Name}: {(score.Party.Name == PartyList.Bare ? MachineFacts.Runtime() : score.Version)}")) + ".");
    }

    private static string Ratio(double? ratio) => ratio is { } value ? $"{value:0.00}" : "";

    private static string Cell(string? text) => (text ?? "").Replace('|', '/').ReplaceLineEndings(" ");
}
