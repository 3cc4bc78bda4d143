using System.CommandLine;
using Creel.Bench.Grown;
using Creel.Bench.Machine;
using Creel.Bench.Parties;

namespace Creel.Bench.Compare;

/// <summary><c>compare</c>: the whole bench.</summary>
internal static class CompareCommand
{
    private static readonly Option<string> PartyFiles = new("--party-files")
    {
        Description = "the directory of flask_rx.py, nginx.conf and hooks.json",
        DefaultValueFactory = _ => "bench/parties",
    };

    private static readonly Option<string?> Out = new("--out") { Description = "where the report is written as well" };
    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each party", DefaultValueFactory = _ => 5 };

    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "senders at once",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<double> WarmUp = new("--warm")
    {
        Description = "seconds before measuring, each turn",
        DefaultValueFactory = _ => 1.5,
    };

    private static readonly Option<double> Measured = new("--measure")
    {
        Description = "seconds measured, each turn",
        DefaultValueFactory = _ => 4,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "parties by a part of their names",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<long> GrownEvents = new("--grown-events")
    {
        Description = "events in the large inbox; 0 leaves that part out",
        DefaultValueFactory = _ => 1_000_000,
    };

    public static Command Create()
    {
        var command = new Command("compare", "Measures all parties in turns, then Creel with many events kept, and prints a report.")
        {
            SharedOptions.Creel, PartyFiles, SharedOptions.Work, Out, Turns, Connections, WarmUp, Measured, Only, GrownEvents,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new CompareOptions
        {
            Creel = Path.GetFullPath(parsed.GetRequiredValue(SharedOptions.Creel)),
            PartyFiles = Path.GetFullPath(parsed.GetRequiredValue(PartyFiles)),
            Only = parsed.GetValue(Only) ?? [],
            Turns = Math.Clamp(parsed.GetValue(Turns), 1, 50),
            Connections = Math.Clamp(parsed.GetValue(Connections), 1, 1024),
            Span = new LoadSpan(TimeSpan.FromSeconds(parsed.GetValue(WarmUp)), TimeSpan.FromSeconds(parsed.GetValue(Measured))),
            GrownEvents = Math.Clamp(parsed.GetValue(GrownEvents), 0, 20_000_000),
        };
        using var work = await WorkPlace.CreateAsync(parsed.GetRequiredValue(SharedOptions.Work), stop);
        var results = await MeasureAsync(work, options, stop);
        var report = Report.Write(results);
        Console.WriteLine();
        Console.WriteLine(report);
        if (parsed.GetValue(Out) is { } file) await File.WriteAllTextAsync(file, report, stop);

        // A missed target is a finding; a lost event, or a party that broke down, makes the measurement void.
        return results.Sound ? 0 : 1;
    }

    private static async Task<BenchResults> MeasureAsync(WorkPlace work, CompareOptions options, CancellationToken stop)
    {
        var progress = Console.Error;
        var load = new LoadProcess(options.Connections);
        progress.WriteLine($"bench: measuring the disk under {work.Root}");
        var flush = DiskFlush.Measure(work.Root);
        progress.WriteLine($"bench: {options.Turns} turns of {options.Span}");
        var (scores, kept) = await new Comparison(work, load, options, progress).RunAsync(stop);
        GrownResult? grown = null;
        string? grownFailure = null;
        if (options.GrownEvents > 0 && scores.Exists(score => score.Party.Name == PartyList.Creel && score.Failure is null))
        {
            progress.WriteLine($"bench: an inbox of {options.GrownEvents:N0} events");
            try
            {
                grown = await new GrownRun(work, load, options, progress).RunAsync(stop);
            }
            catch (BenchException e)
            {
                // What was measured before is worth reporting all the same.
                grownFailure = e.Message;
            }
        }
        return new BenchResults
        {
            Options = options,
            Scores = scores,
            Kept = kept,
            Grown = grown,
            GrownFailure = grownFailure,
            Flush = flush,
            Disk = MachineFacts.Disk(work.Root),
        };
    }
}
