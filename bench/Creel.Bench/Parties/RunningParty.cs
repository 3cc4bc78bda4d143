using System.Diagnostics;
using Creel.Bench.Machine;

namespace Creel.Bench.Parties;

/// <summary>A party's process, from its start to its end. Disposing ends it, by its id, whatever state it is in.</summary>
internal sealed class RunningParty : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private RunningParty(Party party, Place place, Process process)
    {
        Party = party;
        Place = place;
        _process = process;
    }

    public Party Party { get; }
    public Place Place { get; }
    public int Id => _process.Id;
    public bool HasExited => _process.HasExited;

    /// <summary>From the start of the process to the first 200.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public static async Task<RunningParty> StartAsync(Party party, Place place, CancellationToken stop)
    {
        // The shell gives the process its files and becomes it, so the id is the party's own.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = place.Directory, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" </dev/null >stdout.txt 2>stderr.txt");
        start.ArgumentList.Add(party.Program);
        foreach (var argument in party.Arguments(place)) start.ArgumentList.Add(argument);

        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new BenchException($"{party.Program} could not be started.");
        var running = new RunningParty(party, place, process);
        try
        {
            await running.BecomeReadyAsync(started, stop);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Native.Kill(_process.Id, Native.SigTerm);
            using var patience = new CancellationTokenSource(LongestStop, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
    }

    private async Task BecomeReadyAsync(long started, CancellationToken stop)
    {
        while (!await ReadyProbe.AnswersAsync(Place.Port, stop))
        {
            if (_process.HasExited) throw new BenchException($"{Party.Name} ended with status {_process.ExitCode}: {LastWords()}");
            if (Stopwatch.GetElapsedTime(started) > LongestStart)
            {
                throw new BenchException($"{Party.Name} did not become ready: {LastWords()}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
        }
        ReadyAfter = Stopwatch.GetElapsedTime(started);
    }

    private string LastWords()
    {
        var lines = File.Exists(Place.At("stderr.txt")) ? File.ReadAllLines(Place.At("stderr.txt")) : [];
        return lines.Length == 0 ? "it said nothing on stderr." : string.Join(" | ", lines.TakeLast(3));
    }
}
