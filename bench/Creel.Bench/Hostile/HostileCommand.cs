using System.CommandLine;
using System.Globalization;
using System.Text;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Hostile;

/// <summary><c>hostile</c>: valid senders beside strangers, in turns; ratios within a turn, and their medians.</summary>
internal static class HostileCommand
{
    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured, each turn", DefaultValueFactory = _ => 3 };

    public static Command Create()
    {
        var command = new Command("hostile", "Measures valid senders while strangers knock, or hold connections.") { SharedOptions.Creel, SharedOptions.Work, Turns, Measured };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var place = work.New("hostile");
        var load = new LoadProcess(64);
        var span = new LoadSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(given.GetValue(Measured)));
        var scores = Attack.All.ToDictionary(attack => attack, _ => new List<(LoadResult Load, long Refused)>());
        var acked = new List<AckedNumbers>();
        long resident = 0;
        await using (var creel = await RunningParty.StartAsync(PartyList.CreelAt(Path.GetFullPath(given.GetRequiredValue(SharedOptions.Creel))), place, stop))
        {
            for (var turn = 1; turn <= given.GetValue(Turns); turn++)
            {
                foreach (var attack in Attack.All)
                {
                    await using var strangers = attack.Clients > 0 ? await SideProcess.StartAsync(StrangersCommand.Arguments(attack, place.Port), stop) : null;
                    var (result, numbers) = await load.RunAsync(creel, span, stop);
                    resident = Math.Max(resident, ProcessTree.ResidentBytes(creel.Id));
                    scores[attack].Add((result, strangers is null ? 0 : long.Parse(await strangers.EndAsync(stop), CultureInfo.InvariantCulture)));
                    acked.Add(numbers);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  turn {turn}  {attack.Name,-45} {result.Rate,9:N0}/s  not acknowledged {result.NotAcknowledged}"));
                }
            }
        }
        var kept = InboxCheck.Run(place.At("data/inbox.db"), acked);
        Console.WriteLine(Report(scores, resident));
        Console.WriteLine($"Every acknowledged event kept once: {kept}");
        return kept.Good && scores.Values.All(turns => turns.TrueForAll(turn => turn.Load.NotAcknowledged == 0)) ? 0 : 1;
    }

    private static string Report(Dictionary<Attack, List<(LoadResult Load, long Refused)>> scores, long resident)
    {
        var alone = scores[Attack.All[0]];
        var text = new StringBuilder("| beside | events/s | ÷ nobody | wanted | p99 ms | refused/s |\n|---|--:|--:|--:|--:|--:|\n");
        foreach (var (attack, turns) in scores)
        {
            var ratio = Median.Of(turns.Zip(alone, (with, without) => with.Load.Rate / without.Load.Rate));
            var wanted = attack.LeastRatio is { } least ? $"≥ {least:0.0} {(ratio >= least ? "PASS" : "FAIL")}" : "";
            text.Append(CultureInfo.InvariantCulture, $"| {attack.Name} | {Median.Of(turns.Select(turn => turn.Load.Rate)):N0} | {ratio:0.00} | {wanted} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Median.Of(turns.Select(turn => turn.Load.P99Ms)):0.00} | {Median.Of(turns.Select(turn => (double)turn.Refused)):N0} |\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"\n{resident / 1e6:0} MB resident at most.").ToString();
    }
}
