using System.CommandLine;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Parties;

namespace Creel.Bench.Grown;

/// <summary><c>retention</c>: the rate while as much is deleted as arrives, by the rate into an empty inbox, in turns.</summary>
internal static class RetentionCommand
{
    // An event of the bench takes about this much on disk.
    private const long BytesOfEvent = 1600;

    private static readonly Option<long> MaxBytes = new("--max-mb")
    {
        Description = "megabytes the inbox may take, by a configuration file; 0: a fifth of the volume, which must be a small one",
        DefaultValueFactory = _ => 300,
    };

    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };

    public static Command Create()
    {
        var command = new Command("retention", "Measures receiving while retention deletes as much as arrives.") { SharedOptions.Creel, SharedOptions.Work, MaxBytes, Turns };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(parsed.GetRequiredValue(SharedOptions.Work), stop);
        var plain = PartyList.CreelAt(Path.GetFullPath(parsed.GetRequiredValue(SharedOptions.Creel)));
        var megabytes = parsed.GetValue(MaxBytes);
        var limited = megabytes == 0 ? plain : plain with { Arguments = place => [.. plain.Arguments(place), "--config", ConfigAt(place, megabytes)] };
        var limit = megabytes > 0 ? megabytes * 1_000_000 : new DriveInfo(work.Root).TotalSize / 5;
        var load = new LoadProcess(plain.Connections);
        var full = work.New("full");
        await TurnAsync(load, limited, full, new LoadSpan(TimeSpan.Zero, TimeSpan.Zero, limit / BytesOfEvent * 5 / 4), stop);

        var span = new LoadSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        var ratios = new List<double>();
        for (var turn = 1; turn <= parsed.GetValue(Turns); turn++)
        {
            var empty = work.New("empty");
            var without = await TurnAsync(load, plain, empty, span, stop);
            Directory.Delete(empty.Directory, recursive: true);
            var deleting = await TurnAsync(load, limited, full, span, stop);
            ratios.Add(deleting.Rate / without.Rate);
            Console.WriteLine($"turn {turn}  without {without.Rate,9:N0}/s p99 {without.P99Ms:0.0} ms   deleting {deleting.Rate,9:N0}/s p99 {deleting.P99Ms:0.0} ms   {ratios[^1]:0.00}");
        }
        var bytes = new FileInfo(full.At("data/inbox.db")).Length;
        Console.WriteLine($"median {Median.Of(ratios):0.00} (target 0.90); the inbox takes {bytes / 1e6:0} MB of {limit / 1e6:0}");
        return bytes <= limit ? 0 : 1;
    }

    private static string ConfigAt(Place place, long megabytes)
    {
        File.WriteAllText(place.At("creel.yaml"), $"retention:\n  maxBytes: {megabytes}MB\n");
        return place.At("creel.yaml");
    }

    private static async Task<LoadResult> TurnAsync(LoadProcess load, Party party, Place place, LoadSpan span, CancellationToken stop)
    {
        await using var creel = await RunningParty.StartAsync(party, place, stop);
        var (result, _) = await load.RunAsync(creel, span, stop);
        return result.NotAcknowledged == 0 ? result : throw new BenchException($"{result.NotAcknowledged} events were not acknowledged: {result.LastFailure}");
    }
}
