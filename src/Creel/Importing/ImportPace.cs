using Creel.Inbox;

namespace Creel.Importing;

/// <summary>
/// Lets senders go first. An import could take all that writer and processors have; while others are kept, it works for a fifth
/// of the time.
/// </summary>
internal sealed class ImportPace(InboxWriter inbox, TimeProvider time)
{
    private const int RestForWork = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan QueueLook = TimeSpan.FromMilliseconds(20);

    private long _ours;

    /// <summary>What all imports handed over, and what the writer took, at the end of a run's last step.</summary>
    public readonly record struct Mark(long Ours, long All, long At);

    public Mark Begin() => new(Interlocked.Read(ref _ours), inbox.Taken, time.GetTimestamp());

    /// <summary>Waits until the queue has room enough for those who can't wait.</summary>
    public async Task EnterAsync(int events, CancellationToken cancel)
    {
        while (inbox.QueueDepth > InboxWriter.QueueCapacity / 4) await Task.Delay(QueueLook, time, cancel);
        Interlocked.Add(ref _ours, events);
    }

    /// <summary>Rests as the last step demands, and begins the next.</summary>
    public async ValueTask<Mark> RestAsync(Mark before, CancellationToken cancel)
    {
        var now = Begin();
        var rest = Rest(time.GetElapsedTime(before.At, now.At), others: now.All - before.All - (now.Ours - before.Ours));
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancel);
        return now with { At = time.GetTimestamp() };
    }

    internal static TimeSpan Rest(TimeSpan worked, long others) =>
        others <= 0 ? TimeSpan.Zero : worked * RestForWork < LongestRest ? worked * RestForWork : LongestRest;
}
