namespace Creel.Inbox;

/// <summary>
/// The event log: append and read. Two kinds of caller: the one InboxWriter appends; anyone reads.
/// What every store must do is written down as tests: <c>EventStoreConformance</c>.
/// </summary>
internal interface IEventStore : IEventLog, IDisposable
{
    /// <summary>
    /// Keeps a batch in one transaction. When it returns, every event is on disk and has its place in commit order;
    /// when it throws, none is. Repeats are decided here, because only the store sees all writers.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The batch could not be kept; the store is usable again.</exception>
    Appended[] Append(IReadOnlyList<NewEvent> batch);

    /// <summary>Writes something durable and harmless, to learn whether a failing store has recovered.</summary>
    /// <exception cref="StoreUnavailableException">It has not.</exception>
    void Probe();

    /// <summary>From now on keeps events only as long as they should be.</summary>
    void Retain(RetentionState state)
    {
    }

    /// <summary>
    /// A short time for the store's own work, between two batches or, <paramref name="idle"/>, while none is in sight. Never throws.
    /// </summary>
    /// <returns>When to come again if nothing else is to be done.</returns>
    TimeSpan Tend(bool idle) => Timeout.InfiniteTimeSpan;
}

/// <summary>The reading side of the event log. Every call is short: no read transaction outlives it.</summary>
internal interface IEventLog
{
    /// <summary>The newest <c>seq</c> kept; where a server has the log, the last one given out, even if that event was deleted since; else 0.</summary>
    long LastSeq();

    /// <summary>The newest events before a place (null: from the end), newest first.</summary>
    IReadOnlyList<EventSummary> Newest(long? before, int limit);

    /// <summary>Events after a place in commit order, in full, oldest first; ends early after <paramref name="maxBytes"/> of bodies,
    /// but gives at least one where there is one.</summary>
    IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes);

    /// <summary>One event by its id, or null.</summary>
    KeptEvent? Find(Guid id);
}

/// <summary>What became of one event of a batch. For a repeat, the place and id of the event it was merged into.</summary>
internal readonly record struct Appended(long Seq, Guid Id, bool Repeat, Guid? RepeatOf)
{
    /// <summary>It was read from a file; as a repeat, it was there already and nothing was written.</summary>
    public bool Imported { get; init; }
}

/// <summary>The store could not keep a batch: a fault of ours, so the sender gets a 503.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>In a few words, of which there are few.</summary>
    public string Reason { get; init; } = "not stored";
}

/// <summary>The store's file must not be used: damaged, made by a newer Creel, not ours, or in use. The message says what to do.</summary>
internal sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
