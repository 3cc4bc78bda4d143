using System.Diagnostics;
using System.Globalization;

namespace Creel.Bench.Hostile;

/// <summary>The strangers, in a process of their own. None where the attack has no clients.</summary>
internal sealed class StrangersProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process? _process;

    private StrangersProcess(Process? process) => _process = process;

    public static async Task<StrangersProcess> StartAsync(Attack attack, int port, CancellationToken stop)
    {
        if (attack.Clients == 0) return new(null);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["strangers", "--port", Text(port), "--clients", Text(attack.Clients), "--each", Text(attack.EachPerSecond)])
            start.ArgumentList.Add(argument);
        var strangers = new StrangersProcess(Process.Start(start));
        try
        {
            var said = await strangers._process!.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop);
            return said == StrangersCommand.Ready ? strangers : throw new BenchException($"The strangers could not connect: {said}");
        }
        catch
        {
            await strangers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends them, and gives how many times a second they were refused.</summary>
    public async Task<long> EndAsync(CancellationToken stop)
    {
        if (_process is null) return 0;
        _process.StandardInput.Close();
        var said = await _process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop);
        return long.TryParse(said, CultureInfo.InvariantCulture, out var rate) ? rate : throw new BenchException("The strangers ended by a fault; it says why above.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
