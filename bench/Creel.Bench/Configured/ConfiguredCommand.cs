using System.CommandLine;
using System.Globalization;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Configured;

/// <summary><c>configured</c>: one source beside a hundred, and a configuration that is swapped under load, in turns.</summary>
internal static class ConfiguredCommand
{
    private const int Many = 100;
    private static readonly TimeSpan SwapEvery = TimeSpan.FromMilliseconds(100);

    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured, each turn", DefaultValueFactory = _ => 3 };

    public static Command Create()
    {
        var command = new Command("configured", "Measures one source, a hundred, and a hundred whose configuration is swapped every 100 ms.") { SharedOptions.Creel, SharedOptions.Work, Turns, Measured };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var program = Path.GetFullPath(given.GetRequiredValue(SharedOptions.Creel));
        var load = new LoadProcess(64);
        var span = new LoadSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(given.GetValue(Measured)));
        (string Name, int Sources, bool Swap)[] kinds = [("one source", 1, false), ("100 sources", Many, false), ("100 sources, swapped every 100 ms", Many, true)];
        var scores = kinds.Select(_ => new List<LoadResult>()).ToArray();
        var good = true;
        for (var turn = 1; turn <= given.GetValue(Turns); turn++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var (result, swaps, kept) = await TurnAsync(work, load, program, kinds[kind].Sources, kinds[kind].Swap, span, stop);
                scores[kind].Add(result);
                good &= kept && result.NotAcknowledged == 0;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  turn {turn}  {kinds[kind].Name,-35} {result.Rate,9:N0}/s  over 100 ms {result.Over100Ms}  not acknowledged {result.NotAcknowledged}  swaps {swaps}{(kept ? "" : "  LOST EVENTS")}"));
            }
        }
        Console.WriteLine("| configuration | events/s | ÷ one source | p99 ms | p99.9 ms | over 100 ms, all turns | not acknowledged |\n|---|--:|--:|--:|--:|--:|--:|");
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            var turns = scores[kind];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kinds[kind].Name} | {Median.Of(turns.Select(one => one.Rate)):N0} | {Median.Of(turns.Zip(scores[0], (one, first) => one.Rate / first.Rate)):0.00} | {Median.Of(turns.Select(one => one.P99Ms)):0.00} | {Median.Of(turns.Select(one => one.P999Ms)):0.00} | {turns.Sum(one => one.Over100Ms)} | {turns.Sum(one => one.NotAcknowledged)} |"));
        }
        return good ? 0 : 1;
    }

    private static async Task<(LoadResult Result, int Swaps, bool Kept)> TurnAsync(
        WorkPlace work, LoadProcess load, string program, int sources, bool swap, LoadSpan span, CancellationToken stop)
    {
        var place = work.New("configured");
        var file = new ConfigurationFile(place.At("creel.yaml"), sources);
        file.Write();
        var party = PartyList.CreelAt(program) with { Sources = sources };
        party = party with { Arguments = at => [.. WithoutUser(PartyList.CreelAt(program).Arguments(at)), "--config", file.Path] };
        LoadResult result;
        AckedNumbers acked;
        var swaps = 0;
        await using (var creel = await RunningParty.StartAsync(party, place, stop))
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var swapping = swap ? SwapAsync(file, creel, ended.Token) : Task.FromResult(0);
            (result, acked) = await load.RunAsync(creel, span, stop);
            await ended.CancelAsync();
            swaps = await swapping;
        }
        var kept = InboxCheck.Run(place.At("data/inbox.db"), [acked]);
        Directory.Delete(place.Directory, recursive: true);
        return (result, swaps, kept.Good);
    }

    private static async Task<int> SwapAsync(ConfigurationFile file, RunningParty creel, CancellationToken stop)
    {
        var swaps = 0;
        using var timer = new PeriodicTimer(SwapEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                file.Write();
                _ = Native.Kill(creel.Id, Native.SigHup);
                swaps++;
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
        return swaps;
    }

    private static string[] WithoutUser(string[] arguments) => arguments[..Array.IndexOf(arguments, "--user")];
}
