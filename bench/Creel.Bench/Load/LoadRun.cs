using System.Diagnostics;
using Creel.Bench.Machine;
using Creel.Bench.Senders;

namespace Creel.Bench.Load;

/// <summary>Warms up, measures, waits for what is in flight, and says what came of it.</summary>
internal static class LoadRun
{
    // More than any party answers in the longest run; a bitmap of this many is 4 MB.
    private const long MostNumbers = 32_000_000;

    private static readonly TimeSpan LongestCountedRun = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    public static async Task<(LoadResult Result, AckedNumbers Acked)> RunAsync(LoadOptions options, CancellationToken stop)
    {
        var numbers = new AckedNumbers(options.First, options.Count ?? MostNumbers);
        var tally = new LoadTally(numbers);
        IRequestTemplate[] templates = options.Sender is { } sender
            ? [SenderCase.Template(sender, options.Port)]
            : [.. BenchSource.Some(options.Sources).Select(source => new EventTemplate(options.Port, source))];
        var connections = new LoadConnection[options.Connections];
        for (var i = 0; i < connections.Length; i++) connections[i] = new LoadConnection(options.Port, templates[i % templates.Length], tally);
        var all = Task.WhenAll(connections.Select(connection => connection.RunAsync()));
        try
        {
            await ForAsync(options.WarmUp, all, stop);
            var before = Usage.Now(options.ServerProcess);
            tally.Measuring = true;
            await ForAsync(options.Count is null ? options.Measured : LongestCountedRun, all, stop);
            tally.Measuring = false;
            var used = Usage.Now(options.ServerProcess).Since(before);
            tally.Stopping = true;
            await Task.WhenAny(all, Task.Delay(LongestAnswer, TimeProvider.System, stop));
            return (LoadResult.From(options, tally, used), numbers);
        }
        finally
        {
            tally.Stopping = true;
            foreach (var connection in connections) connection.Abort();
            await all;
        }
    }

    private static async Task ForAsync(TimeSpan time, Task all, CancellationToken stop)
    {
        if (time <= TimeSpan.Zero) return;
        await Task.WhenAny(all, Task.Delay(time, TimeProvider.System, stop));
        stop.ThrowIfCancellationRequested();
    }
}

/// <summary>Time gone by and CPU time used: by the server with its children, and by this process.</summary>
internal readonly record struct Usage(long Timestamp, TimeSpan Server, TimeSpan Loader)
{
    public TimeSpan Elapsed => TimeSpan.FromSeconds((double)Timestamp / Stopwatch.Frequency);

    public static Usage Now(int? server) => new(
        Stopwatch.GetTimestamp(),
        server is { } id ? ProcessTree.CpuTime(id) : TimeSpan.Zero,
        Environment.CpuUsage.TotalTime);

    public Usage Since(Usage earlier) => new(Timestamp - earlier.Timestamp, Server - earlier.Server, Loader - earlier.Loader);
}
