using System.CommandLine;
using System.Globalization;
using System.Text;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Senders;

/// <summary><c>senders</c>: what checking signatures and reading facts costs, beside the same bodies with HTTP Basic, in turns on one server.</summary>
internal static class SendersCommand
{
    // What the comparison is to come to. A signature by Ed25519 is arithmetic that nothing makes cheap.
    private const double Wanted = 1.15;
    private const string Unbound = "standard-webhooks-v1a";

    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured, each turn", DefaultValueFactory = _ => 3 };
    private static readonly Option<string[]> Only = new("--only") { Description = "these senders only", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Out = new("--out") { Description = "where the report is written as well" };

    public static Command Create()
    {
        var command = new Command("senders", "Measures senders that sign beside HTTP Basic with the same bodies: processor time per event.") { SharedOptions.Creel, SharedOptions.Work, Turns, Measured, Only, Out };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var program = Path.GetFullPath(given.GetRequiredValue(SharedOptions.Creel));
        var load = new LoadProcess(64);
        var span = new LoadSpan(TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(given.GetValue(Measured)));
        var cases = SenderCase.All.Where(one => given.GetValue(Only) is not { Length: > 0 } only || only.Contains(one.Name)).ToList();
        var pairs = cases.Select(_ => new List<(LoadResult Basic, LoadResult Sender)>()).ToArray();
        var good = true;
        for (var turn = 1; turn <= given.GetValue(Turns); turn++)
        {
            var place = work.New("senders");
            var acked = new List<AckedNumbers>();
            await using (var creel = await RunningParty.StartAsync(Party(program, place), place, stop))
            {
                // The code is warm before anything counts.
                acked.Add((await load.RunAsync(creel, new(TimeSpan.Zero, TimeSpan.FromSeconds(2)), stop, cases[0].Basic)).Acked);
                for (var i = 0; i < cases.Count; i++)
                {
                    var results = new LoadResult[2];
                    // Once the one first, once the other: what the one leaves behind, the other meets.
                    foreach (var which in turn % 2 == 1 ? new[] { 0, 1 } : [1, 0])
                    {
                        (results[which], var numbers) = await load.RunAsync(creel, span, stop, which == 0 ? cases[i].Basic : cases[i].Name);
                        acked.Add(numbers);
                    }
                    pairs[i].Add((results[0], results[1]));
                    good &= results.All(one => one.NotAcknowledged == 0 && one.Acknowledged > 0);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"  turn {turn}  {cases[i].Name,-22} {results[0].ServerCpuMicrosPerEvent,7:0.0} µs with Basic, {results[1].ServerCpuMicrosPerEvent,7:0.0} µs, {Ratio(pairs[i][^1]):0.000}{Statuses(results[1])}"));
                }
            }
            good &= InboxCheck.Run(place.At("data/inbox.db"), acked, SenderBodies.NumberIn) is { Good: true };
            Directory.Delete(place.Directory, recursive: true);
        }
        var report = Report(cases, pairs, good);
        Console.WriteLine(report);
        if (given.GetValue(Out) is { } file) await File.WriteAllTextAsync(file, report, stop);
        return good ? 0 : 1;
    }

    private static Party Party(string program, Place place)
    {
        var file = place.At("creel.yaml");
        File.WriteAllText(file, SenderCase.Configuration());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var party = PartyList.CreelAt(program);
        return party with { Arguments = at => [.. party.Arguments(at)[..Array.IndexOf(party.Arguments(at), "--user")], "--config", file] };
    }

    private static string Report(List<SenderCase> cases, List<(LoadResult Basic, LoadResult Sender)>[] pairs, bool good)
    {
        var text = new StringBuilder($"{MachineFacts.Processor()}, {MachineFacts.Kernel()}, {MachineFacts.Runtime()}. Median of {pairs[0].Count} turns; a ratio is the median of the ratios within each turn.\n\n");
        text.Append("| sender | body, bytes | CPU µs/event with Basic | CPU µs/event | ratio | lowest | highest | events/s with Basic | events/s | |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n");
        for (var i = 0; i < cases.Count; i++)
        {
            var ratios = pairs[i].Select(Ratio).ToList();
            var ratio = Median.Of(ratios);
            text.Append(CultureInfo.InvariantCulture,
                $"| {cases[i].Name} | {cases[i].Body.Length:N0} | {Median.Of(pairs[i].Select(one => one.Basic.ServerCpuMicrosPerEvent ?? 0)):0.0} | {Median.Of(pairs[i].Select(one => one.Sender.ServerCpuMicrosPerEvent ?? 0)):0.0} | {ratio:0.00} | {ratios.Min():0.00} | {ratios.Max():0.00} | {Median.Of(pairs[i].Select(one => one.Basic.Rate)):N0} | {Median.Of(pairs[i].Select(one => one.Sender.Rate)):N0} | {(cases[i].Name == Unbound ? "" : ratio <= Wanted ? "ok" : "FAIL")} |\n");
        }
        text.Append(good ? "\nEvery event was acknowledged, and every acknowledged one is kept, once.\n" : "\nEVENTS WERE NOT ACKNOWLEDGED, OR ARE LOST.\n");
        return text.ToString();
    }

    private static double Ratio((LoadResult Basic, LoadResult Sender) pair) => (pair.Sender.ServerCpuMicrosPerEvent ?? 0) / (pair.Basic.ServerCpuMicrosPerEvent ?? 1);

    private static string Statuses(LoadResult result) =>
        result.NotAcknowledged == 0 ? "" : $"  NOT ACKNOWLEDGED: {string.Join(", ", result.Statuses.Select(one => $"{one.Value} × {one.Key}"))} {result.LastFailure}";
}
