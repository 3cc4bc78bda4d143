namespace Creel.Inbox;

/// <summary>
/// Kept events, in commit order, for all who listen. The writer only says that there is more; a loop of its own reads it from the
/// log, once for all listeners, and hands it to those that are done with what they had. So nothing is buffered for anyone: a
/// listener is a place in the log, and one that falls too far behind is set ahead and told how much it lost.
/// </summary>
internal sealed class EventFeed(IEventLog log, Func<EventSummary, byte[]> render, TimeProvider time, FeedPace? pace = null)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly FeedPace _pace = pace ?? new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private FeedListener[] _listeners = [];
    private long _last;

    /// <summary>Told when the log can't be read, and when it can be again.</summary>
    public Action<string> Say { get; init; } = _ => { };

    public int Listening => Volatile.Read(ref _listeners).Length;

    /// <summary>Begins to listen: behind a place, or (null) with what is kept from now on. Null when there are too many listeners.</summary>
    /// <exception cref="StoreUnavailableException">The log can't be read.</exception>
    public FeedListener? Open(long? after, Func<KeptEvent, bool> matches)
    {
        var listener = new FeedListener(this, 0, matches);
        lock (_lock)
        {
            if (_listeners.Length >= _pace.Listeners) return null;
            _listeners = [.. _listeners, listener];
        }
        try
        {
            // Asked after it was enlisted: what is kept from here on is told by the writer.
            Raise(log.LastSeq());
        }
        catch
        {
            Close(listener);
            throw;
        }
        // A place past the end is of another inbox, such as the one before a backup was restored.
        var last = Volatile.Read(ref _last);
        listener.Place = after is { } place && place < last ? place : last;
        listener.NearestBehind = last - listener.Place;
        return listener;
    }

    public void Close(FeedListener listener)
    {
        lock (_lock) _listeners = [.. _listeners.Where(one => one != listener)];
        // Without listeners the ring is let go.
        Wake();
    }

    /// <summary>A batch is on disk. On the writer's thread: next to nothing while nobody listens.</summary>
    public void Kept(Appended[] batch)
    {
        if (Listening == 0) return;
        for (var i = batch.Length - 1; i >= 0; i--)
        {
            if (batch[i].Repeat) continue;
            Raise(batch[i].Seq);
            Wake();
            return;
        }
    }

    public void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try { _wake.Release(); }
        catch (SemaphoreFullException) { /* another caller was faster: it is awake */ }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var round = new FeedRound(log, render, _pace, time);
        var failing = false;
        while (true)
        {
            await _wake.WaitAsync(stop);
            try
            {
                if (round.Run(Volatile.Read(ref _listeners), Volatile.Read(ref _last))) Wake();
                if (failing) Say("creel: who follows the events live gets them again.");
                failing = false;
                await Task.Delay(_pace.Tick, time, stop);
            }
            catch (StoreUnavailableException e)
            {
                if (!failing) Say($"creel: who follows the events live must wait: {e.Message} It goes on by itself, without a gap.");
                failing = true;
                await Task.Delay(RetryAfter, time, stop);
                Wake();
            }
        }
    }

    private void Raise(long seq)
    {
        lock (_lock) _last = Math.Max(_last, seq);
    }
}
