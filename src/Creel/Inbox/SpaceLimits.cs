namespace Creel.Inbox;

/// <summary>What the inbox takes on disk: its file, of which a part is free for what comes, and the log before it.</summary>
internal readonly record struct InboxSpace(long File, long Free, long Log)
{
    public long Live => File - Free;
    public long Total => File + Log;
}

/// <summary>The bytes the inbox may take, and what follows from them.</summary>
internal readonly record struct SpaceLimits(long Bytes)
{
    private const long DefaultBytes = 20_000_000_000;
    private const long LongestLog = 64L << 20;
    private const long MB = 1 << 20;

    /// <summary>The rule's bytes; without any 20 GB or a fifth of the volume, whichever is less.</summary>
    public static SpaceLimits Of(RetentionRule whole, long volumeBytes) =>
        new(whole.MaxBytes ?? (volumeBytes > 0 ? Math.Min(DefaultBytes, volumeBytes / 5) : DefaultBytes));

    /// <summary>
    /// What the log may take. A share, not its size at the moment: no event goes because the log happens to be long just now,
    /// and under load it may be longer, up to about 64 MB, since cutting it all the time costs a tenth of the rate.
    /// </summary>
    public long Log => Math.Min(LongestLog, Bytes / 8);

    /// <summary>What events may take; over it the oldest go.</summary>
    public long Live => Bytes - Log;

    /// <summary>How much goes at once: to delete seldom and then a few hundred events in one write costs least.</summary>
    private long Slack => Math.Clamp(Bytes / 256, MB / 2, 16 * MB);

    /// <summary>Free pages that stay in the file: what comes next is written there without the file growing again.</summary>
    private long Spare => Math.Clamp(Bytes / 32, 4 * MB, 256 * MB);

    /// <summary>Bytes of the oldest events that must go; once begun, until there is some slack.</summary>
    public long Over(InboxSpace space, bool begun) => begun || space.Live > Live ? Math.Max(0, space.Live - Live + Slack) : 0;

    /// <summary>
    /// Bytes of the file to give back to the disk. Not those that are about to be used again: moving pages while events arrive
    /// would cost more than it gives, so then only what is over the limit.
    /// </summary>
    public long ToGiveBack(InboxSpace space, bool idle, bool diskIsLow)
    {
        var keep = diskIsLow ? 0 : idle ? Spare : space.Free;
        var over = space.File - Live - 2 * Slack;
        return Math.Min(space.Free, Math.Max(space.Free - keep, over));
    }

    /// <summary>Whether the log is longer than it is worth to keep for the next events.</summary>
    public bool LogIsLong(InboxSpace space, bool diskIsLow) => space.Log > (diskIsLow ? 0 : Math.Min(Log, 8 * MB));
}
