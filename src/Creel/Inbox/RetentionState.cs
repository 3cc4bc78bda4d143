namespace Creel.Inbox;

/// <summary>
/// What the writer, who deletes, and <see cref="RetentionWatch"/>, who looks at the disk and tells the operator, know of each
/// other. Neither waits for the other.
/// </summary>
internal sealed class RetentionState(Func<RetentionPlan> plan)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Deleted> _deleted = [];
    private InboxSeen? _seen;
    private string? _whyRefused;
    private Exception? _fault;
    private long _volumeBytes;

    /// <summary>What is to be kept how long; the same object as long as nothing changed.</summary>
    public RetentionPlan Plan => plan();

    /// <summary>Why no event is taken at the moment: the disk is nearly full. Null: they are taken.</summary>
    public string? WhyRefused
    {
        get => Volatile.Read(ref _whyRefused);
        set => Volatile.Write(ref _whyRefused, value);
    }

    public bool DiskIsLow => WhyRefused is not null;

    /// <summary>Size of the volume; 0 when it is not known.</summary>
    public long VolumeBytes
    {
        get => Volatile.Read(ref _volumeBytes);
        set => Volatile.Write(ref _volumeBytes, value);
    }

    /// <summary>What the writer saw last; null before its first look.</summary>
    public InboxSeen? Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }

    /// <summary>Called by the writer after a step.</summary>
    public void Add(Deleted deleted)
    {
        lock (_lock)
        {
            _deleted[deleted.Reason] = _deleted.TryGetValue(deleted.Reason, out var earlier) ? earlier.And(deleted) : deleted;
        }
    }

    /// <summary>What was deleted since this was asked last, by reason.</summary>
    public Deleted[] TakeDeleted()
    {
        lock (_lock)
        {
            Deleted[] taken = [.. _deleted.Values];
            _deleted.Clear();
            return taken;
        }
    }

    /// <summary>What made the last step fail; null when it did not.</summary>
    public Exception? Fault
    {
        get => Volatile.Read(ref _fault);
        set => Volatile.Write(ref _fault, value);
    }
}

/// <summary>The inbox as the writer saw it.</summary>
internal sealed record InboxSeen(InboxSpace Space, long Limit, DateTimeOffset? Oldest);

/// <summary>Events that were deleted, and when the first and the last of them were received.</summary>
internal readonly record struct Deleted(string Reason, long Events, DateTimeOffset First, DateTimeOffset Last)
{
    public const string Age = "age";
    public const string Bytes = "bytes";

    public Deleted And(Deleted later) => this with
    {
        Events = Events + later.Events,
        First = First < later.First ? First : later.First,
        Last = Last > later.Last ? Last : later.Last,
    };
}
