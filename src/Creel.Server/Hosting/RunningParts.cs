namespace Creel.Server.Hosting;

/// <summary>
/// The parts of a running server, in the order in which they start; they stop the other way round, so that what was accepted is kept,
/// answered and saved before anything it needs is gone.
/// </summary>
/// <param name="fault">Told why the server can't go on, when a loop ended that must not.</param>
internal sealed class RunningParts(Action<string> fault) : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _stops = new();

    public T Add<T>(T part) where T : IDisposable
    {
        AtStop(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
        return part;
    }

    public T AddAsync<T>(T part) where T : IAsyncDisposable
    {
        AtStop(part.DisposeAsync);
        return part;
    }

    public void AtStop(Func<ValueTask> stop) => _stops.Push(stop);

    /// <summary>A loop that runs until the server stops; should it ever end otherwise, the process stops too.</summary>
    public void Loop(Func<CancellationToken, Task> loop)
    {
        var stopping = new CancellationTokenSource();
        var running = Task.Run(() => loop(stopping.Token));
        _ = running.ContinueWith(
            ended => fault($"a background loop ended by a fault. Please report this: {ended.Exception}"),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        AtStop(async () =>
        {
            await stopping.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            stopping.Dispose();
        });
    }

    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var stop)) await stop();
    }
}
