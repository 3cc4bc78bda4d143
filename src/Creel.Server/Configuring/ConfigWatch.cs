using System.Threading.Channels;
using Creel.Server.Printing;

namespace Creel.Server.Configuring;

/// <summary>
/// Sees that the configuration changed: by a look at its content every two seconds (watchers of files miss what Kubernetes and
/// network disks do), or at once when asked. A good one is put in force; a bad one is reported once, and the old one stays.
/// </summary>
internal sealed class ConfigWatch(ConfigLoader loader, LiveConfig live, Action<string> say, TimeProvider time)
{
    // One look is enough for however many were asked for since the last one.
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _asked;

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An editor cuts a file before it writes it anew: what is taken over has stood for so long.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Of what was read last, in force or refused.</summary>
    public string Seen { get; set; } = "";

    /// <summary>Told after each look that was asked for: whether what was found is in force.</summary>
    public Action<bool> Looked { get; init; } = _ => { };

    /// <summary>Reads the file now, changed or not. Never waits.</summary>
    public void LookNow()
    {
        _asked = true;
        _looks.Writer.TryWrite(true);
    }

    /// <summary>Ends only when it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = time.CreateTimer(_ => _looks.Writer.TryWrite(false), null, Interval, Interval);
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(stop)) await TurnAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task TurnAsync(CancellationToken stop)
    {
        var asked = _asked;
        var taken = false;
        _asked = false;
        try
        {
            if (asked || await HasSettledAsync(stop)) taken = Take(loader.Load(), asked);
        }
        catch (CommandException e)
        {
            Refused(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refused($"{e.Message}");
        }
        finally
        {
            if (asked) Looked(taken);
        }
    }

    private async Task<bool> HasSettledAsync(CancellationToken stop)
    {
        var changed = loader.Fingerprint();
        if (changed == Seen) return false;
        await Task.Delay(Settle, time, stop);
        return loader.Fingerprint() == changed;
    }

    private bool Take(ConfigOutcome outcome, bool asked)
    {
        if (outcome.Fingerprint == Seen && !asked) return true;
        Seen = outcome.Fingerprint;
        if (outcome.Configured is { } configured) say($"creel: {loader.Path} was read again and is in force: {live.Swap(configured)}");
        else Refused(loader.Text(outcome.Problems));
        return outcome.Configured is not null;
    }

    private void Refused(string why) =>
        say($"{Journal.Fault}creel: the changed configuration is not good, and the one before it stays in force:\n{why}");
}
