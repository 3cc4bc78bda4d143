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
        text.AppendLine("# Bench").AppendLine();
        text.Append($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC · {MachineFacts.Processor()}, {MachineFacts.Memory()}");
        text.AppendLine($" · {MachineFacts.Kernel()} · {MachineFacts.Runtime()}  ");
        text.AppendLine($"Disk: {results.Disk}; fdatasync of 4 KB: p50 {results.Flush.P50:0.00} ms, p99 {results.Flush.P99:0.00} ms  ");
        text.AppendLine($"{results.Options.Turns} turns, each {results.Options.Span}; medians. TLS on loopback, Basic, unique 1 KB events.");
        text.AppendLine();
        WriteParties(text, results);
        WriteGrown(text, results);
        WriteTargets(text, results);
        WriteNotes(text, results);
        return text.ToString();
    }

    private static void WriteParties(StringBuilder text, BenchResults results)
    {
        var (creel, bare) = (results.Of(PartyList.Creel), results.Of(PartyList.Bare));
        text.AppendLine("| party | keeps | senders | events/s | ÷ bare | creel ÷ it | p50 ms | p99 ms | CPU µs/event | memory MB " +
            "| not acknowledged |");
        text.AppendLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var score in results.Scores)
        {
            if (!score.Measured)
            {
                text.AppendLine($"| {score.Party.Name} | {score.Party.Keeps} | | not measured: {Cell(score.Failure)} | | | | | | | |");
                continue;
            }
            text.AppendLine(Row(score, score.RatioTo(bare), creel?.RatioTo(score)));
        }
        text.AppendLine();
    }

    private static string Row(PartyScore score, double? toBare, double? ofCreel)
    {
        var failure = score.Failure is null ? "" : $" ({Cell(score.Failure)})";
        string[] cells =
        [
            score.Party.Name,
            score.Party.Keeps,
            $"{score.Turns[0].Connections}",
            $"{score.Middle(turn => turn.Rate):N0}",
            Ratio(toBare),
            Ratio(ofCreel),
            $"{score.Middle(turn => turn.P50Ms):0.00}",
            $"{score.Middle(turn => turn.P99Ms):0.00}",
            $"{score.Middle(turn => turn.ServerCpuMicrosPerEvent ?? 0):0.0}",
            $"{score.ResidentBytes / 1e6:0}",
            $"{score.Turns.Sum(turn => turn.NotAcknowledged)}{failure}",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static void WriteGrown(StringBuilder text, BenchResults results)
    {
        if (results.GrownFailure is { } failure)
        {
            text.AppendLine($"Creel with many events kept was not measured: {Cell(failure)}").AppendLine();
        }
        if (results.Grown is not { } grown) return;
        text.AppendLine($"Creel with {grown.Events:N0} events kept, medians:").AppendLine();
        text.AppendLine($"- received at {grown.FillRate:N0}/s; the inbox takes {grown.InboxBytes / 1e6:N0} MB");
        text.AppendLine($"- resident {grown.ResidentBytes / 1e6:0} MB afterwards, {grown.PeakResidentBytes / 1e6:0} MB at most");
        text.AppendLine($"- ready {grown.ReadyMs:0} ms after start, {grown.EmptyReadyMs:0} ms with none kept ({grown.Starts} starts)");
        text.AppendLine($"- newest page of 50: {grown.PageMs:0.00} ms, the first after a start {grown.FirstPageMs:0.0} ms");
        text.AppendLine($"- in turns {grown.GrownRate:N0}/s against {grown.EmptyRate:N0}/s with none kept").AppendLine();
    }

    private static void WriteTargets(StringBuilder text, BenchResults results)
    {
        var targets = results.Targets().ToArray();
        if (targets.Length == 0) return;
        text.AppendLine("| target | wanted | reached | |").AppendLine("|---|--:|--:|---|");
        foreach (var target in targets)
        {
            text.AppendLine($"| {target.What} | {target.Wanted} | {target.Reached} | {(target.Met ? "PASS" : "FAIL")} |");
        }
        text.AppendLine();
    }

    private static void WriteNotes(StringBuilder text, BenchResults results)
    {
        var measured = results.Scores.Where(score => score.Measured).ToArray();
        if (measured.Length == 0) return;
        var costs = measured.Select(score => $"{score.Middle(turn => turn.LoaderCpuMicrosPerEvent):0.0} µs ({score.Party.Name})");
        text.AppendLine($"The load generator, on the same cores, took per event: {string.Join(", ", costs)}.  ");
        foreach (var score in measured)
        {
            var reconnects = score.Turns.Sum(turn => turn.Reconnects);
            if (reconnects > 0) text.AppendLine($"{score.Party.Name} closed connections: {reconnects:N0} were made anew.  ");
            var failure = score.Turns.FindLast(turn => turn.LastFailure is not null)?.LastFailure;
            if (failure is not null) text.AppendLine($"{score.Party.Name} failed requests, the last one with: {failure}.  ");
        }
        var versions = measured.Select(score => $"{score.Party.Name}: {Version(score)}");
        text.AppendLine($"Versions: {string.Join("; ", versions)}.");
    }

    private static string Version(PartyScore score) => score.Party.Name == PartyList.Bare ? MachineFacts.Runtime() : score.Version;

    private static string Ratio(double? ratio) => ratio is { } value ? $"{value:0.00}" : "";

    private static string Cell(string? text) => (text ?? "").Replace('|', '/').ReplaceLineEndings(" ");
}
