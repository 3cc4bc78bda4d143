namespace Creel.Inbox;

/// <summary>The bounds of the quarantine. Beyond them the oldest go, or the newest are not kept, only counted.</summary>
internal sealed record QuarantineBounds
{
    public static readonly QuarantineBounds Default = new();

    /// <summary>On disk, all its files together.</summary>
    public long Bytes { get; init; } = 64L << 20;

    /// <summary>Rows of one source (or of no source).</summary>
    public int RowsPerSource { get; init; } = 2_000;

    /// <summary>Rows of one address (of one /64 for IPv6, see <see cref="AddressGroup"/>).</summary>
    public int RowsPerAddress { get; init; } = 200;

    /// <summary>Bytes of a body.</summary>
    public int BodyBytes { get; init; } = 64 << 10;

    /// <summary>How long the same refusal of the same address is a repetition of its first.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>New rows of one address in a window: paths are cheap to make up.</summary>
    public int NewPerAddress { get; init; } = 20;

    /// <summary>New rows in a second, whoever causes them.</summary>
    public int NewPerSecond { get; init; } = 100;

    /// <summary>Refusals on their way to the disk.</summary>
    public int QueuedRows { get; init; } = 512;

    /// <summary>Their bytes.</summary>
    public long QueuedBytes { get; init; } = 8L << 20;

    /// <summary>Bytes of the bodies that are being read after their refusal was answered.</summary>
    public long ReadingBytes { get; init; } = 8L << 20;

    /// <summary>How long such a body may take.</summary>
    public TimeSpan ReadingTime { get; init; } = TimeSpan.FromSeconds(3);
}
