using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Handling;

/// <summary><c>handler</c>: an app with the library that receives, beside the same app with a handler, in turns.</summary>
internal static class HandlerCommand
{
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromMinutes(1);

    private static readonly Option<string> App = new("--app") { Description = "the native binary of bench/parties/embedded.cs", DefaultValueFactory = _ => "artifacts/bench-app/embedded" };
    private static readonly Option<int> Turns = new("--turns") { Description = "turns of each", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured, each turn", DefaultValueFactory = _ => 3 };

    /// <param name="Load">What senders saw.</param>
    /// <param name="HandledShare">Of what was acknowledged, how much was handled when the load ended.</param>
    /// <param name="CatchUp">From then until all was handled.</param>
    /// <param name="Kept">Whether all that was acknowledged is in the inbox.</param>
    private sealed record Turn(LoadResult Load, double HandledShare, TimeSpan CatchUp, bool Kept)
    {
        public double HandledRate => Load.Rate * HandledShare;
    }

    public static Command Create()
    {
        var command = new Command("handler", "Measures receiving alone, and receiving with a handler that is given each event.") { App, SharedOptions.Work, Turns, Measured };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var program = Path.GetFullPath(given.GetRequiredValue(App));
        if (!File.Exists(program)) throw new BenchException($"{program} is missing: dotnet publish bench/parties/embedded.cs -c Release -o {Path.GetDirectoryName(program)}");
        var load = new LoadProcess(64);
        var span = new LoadSpan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(given.GetValue(Measured)));
        var (alone, handling, good) = (new List<Turn>(), new List<Turn>(), true);
        for (var turn = 1; turn <= given.GetValue(Turns); turn++)
        {
            // Each is first in every other turn.
            foreach (var handle in (bool[])(turn % 2 == 0 ? [true, false] : [false, true]))
            {
                var one = await TurnAsync(work, load, program, handle, span, stop);
                (handle ? handling : alone).Add(one);
                good &= one.Kept && one.Load.NotAcknowledged == 0;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  turn {turn}  {(handle ? "with a handler" : "receiving alone"),-16} {one.Load.Rate,9:N0}/s  handled {one.HandledRate,9:N0}/s  caught up after {one.CatchUp.TotalMilliseconds,6:N0} ms{(one.Kept ? "" : "  LOST EVENTS")}"));
            }
        }
        var alike = alone.Zip(handling).ToList();
        Console.WriteLine("| | events/s | ÷ alone | handled/s | ÷ alone | p99 ms | caught up after, ms |\n|---|--:|--:|--:|--:|--:|--:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| receiving alone | {Median.Of(alone.Select(one => one.Load.Rate)):N0} | 1.00 | – | – | {Median.Of(alone.Select(one => one.Load.P99Ms)):0.00} | – |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| with a handler | {Median.Of(handling.Select(one => one.Load.Rate)):N0} | {Median.Of(alike.Select(pair => pair.Second.Load.Rate / pair.First.Load.Rate)):0.00} | {Median.Of(handling.Select(one => one.HandledRate)):N0} | {Median.Of(alike.Select(pair => pair.Second.HandledRate / pair.First.Load.Rate)):0.00} | {Median.Of(handling.Select(one => one.Load.P99Ms)):0.00} | {Median.Of(handling.Select(one => one.CatchUp.TotalMilliseconds)):N0} |"));
        return good ? 0 : 1;
    }

    private static async Task<Turn> TurnAsync(WorkPlace work, LoadProcess load, string program, bool handle, LoadSpan span, CancellationToken stop)
    {
        var place = work.New("handler");
        Turn turn;
        AckedNumbers acked;
        await using (var app = await RunningParty.StartAsync(PartyAt(program, handle), place, stop))
        {
            (var result, acked) = await load.RunAsync(app, span, stop);
            var ended = Stopwatch.GetTimestamp();
            using var client = Client(place);
            var handled = handle ? await HandledAsync(client, stop) : 0;
            var share = Math.Min(1, handled / (double)acked.Count);
            while (handle && handled < acked.Count)
            {
                if (Stopwatch.GetElapsedTime(ended) > LongestCatchUp) throw new BenchException($"{handled:N0} of {acked.Count:N0} events were handled a minute after the load had ended.");
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, stop);
                handled = await HandledAsync(client, stop);
            }
            turn = new Turn(result, share, Stopwatch.GetElapsedTime(ended), true);
        }
        var kept = InboxCheck.Run(place.At("data/inbox.db"), [acked]);
        Directory.Delete(place.Directory, recursive: true);
        return turn with { Kept = kept.Good };
    }

    private static Party PartyAt(string program, bool handle) => new()
    {
        Name = "an app with the library",
        Keeps = "every event, fsync before the answer",
        Program = program,
        Arguments = place =>
        [
            "--port", place.Port.ToString(CultureInfo.InvariantCulture), "--cert", place.Certificate, "--key", place.Key, "--data", place.At("data"),
            "--user", Credentials.UserPassword.Split(':')[0], "--password", Credentials.UserPassword.Split(':')[1], "--handle", handle ? "true" : "false",
        ],
    };

    private static HttpClient Client(Place place) => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator })
    {
        BaseAddress = new Uri($"https://127.0.0.1:{place.Port}"),
    };

    private static async Task<long> HandledAsync(HttpClient client, CancellationToken stop) =>
        long.Parse(await client.GetStringAsync("/handled", stop), CultureInfo.InvariantCulture);
}
