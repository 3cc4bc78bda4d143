using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Creel.Bench.Machine;

namespace Creel.Bench.Hostile;

/// <summary><c>strangers</c>: connects, says <c>ready</c>, knocks until its standard input ends, and says how often a second it was refused.</summary>
internal static class StrangersCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "where the server listens on 127.0.0.1", Required = true };
    private static readonly Option<int> Clients = new("--clients") { Description = "connections", Required = true };
    private static readonly Option<double> Each = new("--each") { Description = "requests a second of each; 0: as fast as answered; negative: none", Required = true };

    public static string[] Arguments(Attack attack, int port) => ["strangers", "--port", Text(port), "--clients", Text(attack.Clients), "--each", Text(attack.EachPerSecond)];

    public static Command Create()
    {
        var command = new Command("strangers", "Clients without credentials, to be measured beside.") { Port, Clients, Each };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        Stranger[] strangers = [.. Enumerable.Range(0, given.GetValue(Clients)).Select(number => new Stranger(given.GetValue(Port), number))];
        foreach (var some in strangers.Chunk(50)) await Task.WhenAll(some.Select(stranger => stranger.ConnectAsync()));
        Console.WriteLine(SideProcess.Ready);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var each = given.GetValue(Each);
        var started = Stopwatch.GetTimestamp();
        var knocking = each < 0 ? Task.CompletedTask : Task.WhenAll(strangers.Select(stranger => Task.Run(() => stranger.KnockAsync(each, end.Token))));
        await Console.In.ReadToEndAsync(stop);
        var took = Stopwatch.GetElapsedTime(started);
        await end.CancelAsync();
        await knocking;
        Console.WriteLine((long)(strangers.Sum(stranger => stranger.Refused) / took.TotalSeconds));
        return 0;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
