using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Listening;

/// <summary><c>listeners</c>: receiving with nobody and with many who follow live, in turns; ratios within a turn, and their medians.</summary>
internal static class ListenersCommand
{
    private sealed record Crowd(string Name, int Clients, string Query = "");

    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured, each turn", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Many = new("--clients") { Description = "listeners", DefaultValueFactory = _ => 50 };

    public static Command Create()
    {
        var command = new Command("listeners", "Measures receiving while many follow the events live.") { SharedOptions.Creel, SharedOptions.Work, Turns, Measured, Many };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var place = work.New("listeners");
        var load = new LoadProcess(64);
        var span = new LoadSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(given.GetValue(Measured)));
        var many = given.GetValue(Many);
        Crowd[] crowds = [new("nobody", 0), new("one listener", 1), new($"{many} listeners", many), new($"{many} who look into each body", many, "q=" + Uri.EscapeDataString("level:<=5 nothing-has-this-word"))];
        var scores = crowds.ToDictionary(crowd => crowd, _ => new List<(LoadResult Load, ListenResult? Heard)>());
        var acked = new List<AckedNumbers>();
        await using (var creel = await RunningParty.StartAsync(PartyList.CreelAt(Path.GetFullPath(given.GetRequiredValue(SharedOptions.Creel))), place, stop))
        {
            for (var turn = 1; turn <= given.GetValue(Turns); turn++)
            {
                foreach (var crowd in crowds)
                {
                    var (result, numbers, heard) = await TurnAsync(crowd, load, creel, span, stop);
                    scores[crowd].Add((result, heard));
                    acked.Add(numbers);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  turn {turn}  {crowd.Name,-35} {result.Rate,9:N0}/s  not acknowledged {result.NotAcknowledged}"));
                }
            }
        }
        var kept = InboxCheck.Run(place.At("data/inbox.db"), acked);
        Report(scores, scores[crowds[0]]);
        Console.WriteLine($"\nEvery acknowledged event kept once: {kept}");
        return kept.Good && scores.Values.All(turns => turns.TrueForAll(turn => turn.Load.NotAcknowledged == 0)) ? 0 : 1;
    }

    private static async Task<(LoadResult, AckedNumbers, ListenResult?)> TurnAsync(
        Crowd crowd, LoadProcess load, RunningParty creel, LoadSpan span, CancellationToken stop)
    {
        var place = creel.Place;
        await using var listeners = crowd.Clients > 0
            ? await SideProcess.StartAsync(ListenCommand.Arguments(place.ConsolePort, place.At("data"), crowd.Clients, crowd.Query), stop) : null;
        var (result, numbers) = await load.RunAsync(creel, span, stop);
        var heard = listeners is null ? null : JsonSerializer.Deserialize(await listeners.EndAsync(stop), ListenJson.Default.ListenResult);
        return (result, numbers, heard);
    }

    private static void Report(Dictionary<Crowd, List<(LoadResult Load, ListenResult? Heard)>> scores, List<(LoadResult Load, ListenResult? Heard)> alone)
    {
        Console.WriteLine("| listening | events/s | ÷ nobody | p99 ms | server µs/event | each gets/s | the slowest | skips/s | MB/s | cores of the listeners |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (crowd, turns) in scores)
        {
            var heard = turns.Select(turn => turn.Heard).OfType<ListenResult>().ToList();
            double Of(Func<ListenResult, double> figure) => heard.Count == 0 ? 0 : Median.Of(heard.Select(figure));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {crowd.Name} | {Median.Of(turns.Select(turn => turn.Load.Rate)):N0} | {Median.Of(turns.Zip(alone, (with, without) => with.Load.Rate / without.Load.Rate)):0.00} | {Median.Of(turns.Select(turn => turn.Load.P99Ms)):0.00} | {Median.Of(turns.Select(turn => turn.Load.ServerCpuMicrosPerEvent ?? 0)):0.0} | {Of(one => one.EventsEach):N0} | {Of(one => one.LeastEvents):N0} | {Of(one => one.SkipsEach):0.0} | {Of(one => one.MegabytesPerSecond):0.0} | {Of(one => one.Cores):0.00} |"));
        }
    }
}
