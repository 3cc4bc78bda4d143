namespace Creel.Handling;

/// <summary>Tells any number of readers that there may be something new. Costs the writer next to nothing.</summary>
internal sealed class Arrivals
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next <see cref="Signal"/>. Ask before looking, or what comes in between is missed.</summary>
    public Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _next) is { } waiting) return waiting.Task;
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _next, made, null) is null) return made.Task;
        }
    }

    public void Signal() => Interlocked.Exchange(ref _next, null)?.TrySetResult();
}
