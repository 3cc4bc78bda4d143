namespace Creel.Server.Windows;

/// <summary>A server that somebody else starts and stops, and who is told when it ends by itself.</summary>
internal sealed class ControlledRun(Func<CancellationToken, Task<int>> serve, Action<int, string?> endedByItself) : IDisposable
{
    // What Windows calls these: a service that ended by a fault is restarted, one that was started wrongly need not be.
    private const int ExceptionInService = 1064;
    private const int InvalidParameter = 87;

    private readonly CancellationTokenSource _stop = new();
    private Task<(int Exit, string? Why)> _running = Task.FromResult<(int, string?)>((0, null));

    public void Start()
    {
        _running = Task.Run(RunAsync);
        // After it, and not in it: who is told will ask it to stop, which waits for its end.
        _ = _running.ContinueWith(ended =>
        {
            if (!_stop.IsCancellationRequested) endedByItself(Code(ended.Result.Exit), ended.Result.Why);
        }, TaskScheduler.Default);
    }

    /// <summary>Asks it to stop and waits until it has; what Windows is told of it.</summary>
    public int Stop()
    {
        _stop.Cancel();
        return Code(_running.GetAwaiter().GetResult().Exit);
    }

    public void Dispose() => _stop.Dispose();

    private async Task<(int Exit, string? Why)> RunAsync()
    {
        try { return (await serve(_stop.Token), null); }
        catch (CommandException e) { return (e.ExitCode, e.Message); }
        catch (Exception e) { return (1, e.ToString()); }
    }

    private static int Code(int exit) => exit switch
    {
        0 => 0,
        2 => InvalidParameter,
        _ => ExceptionInService,
    };
}
