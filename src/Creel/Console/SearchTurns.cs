namespace Creel.Console;

/// <summary>
/// Lets few searches run at once, each on a thread of its own: what they cost is processor time, and that belongs to the
/// webhooks. Who waits costs nothing, and is forgotten when it goes away.
/// </summary>
internal sealed class SearchTurns
{
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task<T> RunAsync<T>(Func<T> search, CancellationToken cancel)
    {
        await _turns.WaitAsync(cancel);
        try
        {
            return await Task.Factory.StartNew(search, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }
}
