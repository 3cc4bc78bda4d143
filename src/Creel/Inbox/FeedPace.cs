namespace Creel.Inbox;

/// <summary>How much listening may cost. Receiving comes first: listeners share what is theirs, however many they are.</summary>
internal sealed record FeedPace
{
    /// <summary>A lone event goes out at once; after that the next ones gather for so long.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The work of one tick. Reading an event costs a third of what receiving it did, so that more would be felt by senders. On a busy
    /// machine less is done in it, because time is all it counts.
    /// </summary>
    public TimeSpan Work { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>How many events may be handed out in one tick, all listeners together.</summary>
    public int Events { get; init; } = 10_000;

    /// <summary>The same in bytes, about.</summary>
    public int Bytes { get; init; } = 8 << 20;

    /// <summary>What each listener is looked through in a tick in any case, so that none stands still beside costly ones.</summary>
    public int Least { get; init; } = 16;

    /// <summary>A listener that has fallen further behind than this is dropped ahead.</summary>
    public long Behind { get; init; } = 10_000;

    /// <summary>The latest events, kept for all listeners.</summary>
    public long RingBytes { get; init; } = 16L << 20;

    public int Listeners { get; init; } = 200;

    public int EventsEach(int listeners) => Math.Max(Least, Events / Math.Max(1, listeners));

    public int BytesEach(int listeners) => Math.Max(64 << 10, Bytes / Math.Max(1, listeners));
}
