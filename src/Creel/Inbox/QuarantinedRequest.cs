namespace Creel.Inbox;

/// <summary>A refused request as it is kept, without its bulky parts.</summary>
internal sealed record QuarantineRow
{
    /// <summary>The place in the order of keeping: the key for paging.</summary>
    public required long Seq { get; init; }

    public required Guid Id { get; init; }

    /// <summary>When the request came that is kept here.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the latest came that was refused like it.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How many were refused like it, itself included.</summary>
    public required long Count { get; init; }

    public string? Source { get; init; }
    public required string Reason { get; init; }
    public string? NextStep { get; init; }

    /// <summary>Of a signature that was not taken, in a word, such as <c>clock</c>; null: none was found, or looked for.</summary>
    public string? Cause { get; init; }

    public required int Status { get; init; }
    public required string RemoteAddress { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>Bytes of the body as kept.</summary>
    public required long Size { get; init; }

    public BodyExtent Extent { get; init; }
    public IReadOnlyList<string> Redacted { get; init; } = [];

    /// <summary>The event that an operator made of it.</summary>
    public Guid? AcceptedAs { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }
}

/// <summary>A refused request in full.</summary>
internal sealed record QuarantinedRequest
{
    public required QuarantineRow Row { get; init; }
    public string? Tls { get; init; }
    public required string Query { get; init; }

    /// <summary>See <see cref="HeaderLines"/>.</summary>
    public required byte[] Headers { get; init; }

    /// <summary>What was tried to find the cause, in words; what fitted comes last.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>The body as sent, still encoded.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>Which refused requests are asked for; null: any.</summary>
/// <param name="Source">Empty: those at no source's path.</param>
/// <param name="Address">An IP address.</param>
/// <param name="Reason">The reason as it is printed.</param>
internal sealed record QuarantineFilter(string? Source = null, string? Address = null, string? Reason = null)
{
    public static readonly QuarantineFilter All = new();
}
