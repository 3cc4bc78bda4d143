namespace Creel.Server.Sending;

/// <summary>
/// Carries out a plan: as many workers as requests may be under way. Each takes the next number, waits until it is due and
/// sends it. When all are busy an open loop falls behind its schedule, which is counted and is part of the latency.
/// </summary>
internal sealed class SendRun(SendPlan plan, TimeProvider time)
{
    // Requests under way when the user stops the run get this long to be answered.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly SendTally tally = new();
    private long started;
    private long next = -1;

    public SendTally Tally => tally;

    /// <summary>Since the first event was due.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    public async Task<SendTally> RunAsync(CancellationToken stop)
    {
        using var client = new SendClient(plan, time);
        using var abandon = new CancellationTokenSource();
        await using var registration = stop.Register(() => abandon.CancelAfter(Grace));
        started = time.GetTimestamp();
        var workers = Math.Min(plan.Concurrency, plan.Count ?? plan.Concurrency);
        await Task.WhenAll(Enumerable.Range(0, (int)workers).Select(_ => Task.Run(() => WorkAsync(client, stop, abandon.Token), CancellationToken.None)));
        return tally;
    }

    private async Task WorkAsync(SendClient client, CancellationToken stop, CancellationToken abandon)
    {
        try
        {
            while (!stop.IsCancellationRequested && !tally.IsHopeless)
            {
                var n = Interlocked.Increment(ref next);
                if (n >= plan.Count) return;
                var wait = plan.Schedule.WaitFor(n, Elapsed);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time, stop);
                var sentAt = Elapsed;
                tally.Begin();
                var result = await client.SendAsync(abandon);
                tally.Add(result, Elapsed - plan.Schedule.CountsFrom(n, sentAt), plan.Schedule.Behind(n, sentAt));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The user has seen enough; what was not sent or answered is not counted.
        }
    }
}
