namespace Creel.Inbox;

/// <summary>What the inbox tells the program around it. Called on the writer's thread: must be quick and must not throw.</summary>
internal sealed record InboxObserver
{
    /// <summary>A batch of so many events is on disk.</summary>
    public Action<int> BatchKept { get; init; } = _ => { };

    /// <summary>The store began to fail; senders get a 503 until it recovers.</summary>
    public Action<Exception> StoreFailed { get; init; } = _ => { };

    public Action StoreRecovered { get; init; } = () => { };

    /// <summary>The writer's thread ended by a fault of ours: the process must stop.</summary>
    public required Action<Exception> WriterDied { get; init; }
}
