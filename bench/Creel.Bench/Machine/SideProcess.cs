using System.Diagnostics;

namespace Creel.Bench.Machine;

/// <summary>A command of this program in a process of its own, which runs beside a measurement: it says when it is ready, and at its end what it found.</summary>
internal sealed class SideProcess : IAsyncDisposable
{
    /// <summary>What it says first.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SideProcess(Process process) => _process = process;

    public static async Task<SideProcess> StartAsync(string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var side = new SideProcess(Process.Start(start)!);
        try
        {
            var said = await side._process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop);
            return said == Ready ? side : throw new BenchException($"`{arguments[0]}` did not become ready: {said}");
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it, and gives what it says of itself.</summary>
    public async Task<string> EndAsync(CancellationToken stop)
    {
        _process.StandardInput.Close();
        return await _process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop)
            ?? throw new BenchException("A process beside the measurement ended by a fault; it says why above.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
