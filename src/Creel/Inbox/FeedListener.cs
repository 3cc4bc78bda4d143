namespace Creel.Inbox;

/// <summary>One who listens: its place, and the next batch that it waits for. It gets no other one until it asks again.</summary>
internal sealed class FeedListener : IDisposable
{
    private readonly EventFeed _feed;
    private TaskCompletionSource<FeedBatch>? _wanted;
    private long _place;

    public FeedListener(EventFeed feed, long place, Func<KeptEvent, bool> matches)
    {
        (_feed, Place, Matches) = (feed, place, matches);
    }

    /// <summary>What it wants to hear of.</summary>
    public Func<KeptEvent, bool> Matches { get; }

    /// <summary>
    /// The last event that was looked at for it. Only the feed moves it, and only after it gave what there was up to it: whoever
    /// still waits after reading it has lost nothing up to there.
    /// </summary>
    public long Place
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }

    /// <summary>How far behind it was when it was nearest: whoever resumes from long ago is not late, just on the way.</summary>
    public long NearestBehind { get; set; } = long.MaxValue;

    public bool Waits => Volatile.Read(ref _wanted) is not null;

    /// <summary>The next events for it; one call at a time.</summary>
    public Task<FeedBatch> NextAsync()
    {
        var wanted = new TaskCompletionSource<FeedBatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _wanted, wanted);
        _feed.Wake();
        return wanted.Task;
    }

    public void Give(FeedBatch batch) => Interlocked.Exchange(ref _wanted, null)?.SetResult(batch);

    public void Fail(Exception fault) => Interlocked.Exchange(ref _wanted, null)?.SetException(fault);

    public void Dispose() => _feed.Close(this);
}
