namespace Creel.Handling;

internal enum AttemptEnd
{
    Done,
    Failed,

    /// <summary>The app is stopping and could not wait: neither done nor failed.</summary>
    CutShort,
}

internal readonly record struct Attempted(AttemptEnd End, Exception? Error, TimeSpan Took)
{
    /// <summary>Of what a handler does not want.</summary>
    public static readonly Task<Attempted> Nothing = Task.FromResult(default(Attempted));
}

/// <summary>Gives a handler one event at a time, or as many as it may have at once. Never throws for what a handler does.</summary>
/// <param name="plan">The handler.</param>
/// <param name="overran">Told when it does not end though it was cancelled.</param>
/// <param name="time">The clock.</param>
/// <param name="abort">The app can't wait any longer.</param>
internal sealed class HandlerAttempts(HandlerPlan plan, Action overran, TimeProvider time, CancellationToken abort)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _slots = new(plan.Options.Concurrency);

    public async ValueTask<Task<Attempted>> BeginAsync(WebhookEvent webhook, CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        // Several at once need a thread each to begin on; one alone needs none.
        return plan.Options.Concurrency == 1 ? RunAsync(webhook) : Task.Run(() => RunAsync(webhook), CancellationToken.None);
    }

    private async Task<Attempted> RunAsync(WebhookEvent webhook)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(plan.Options.Timeout, time);
        await using var aborting = abort.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        try
        {
            await WatchAsync(plan.Handle(webhook, limit.Token));
            return new(AttemptEnd.Done, null, time.GetElapsedTime(began));
        }
        catch (Exception e)
        {
            if (abort.IsCancellationRequested) return new(AttemptEnd.CutShort, e, default);
            var late = e is OperationCanceledException && limit.IsCancellationRequested;
            return new(AttemptEnd.Failed, late ? new TimeoutException($"It took longer than {plan.Options.Timeout}.", e) : e, default);
        }
        finally
        {
            _slots.Release();
        }
    }

    // Who does not end when cancelled is waited for all the same: to go on without it would run ever more of the same at once.
    private async Task WatchAsync(Task handling)
    {
        if (!handling.IsCompleted)
        {
            await handling.WaitAsync(plan.Options.Timeout + Grace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!handling.IsCompleted) overran();
        }
        await handling;
    }
}
