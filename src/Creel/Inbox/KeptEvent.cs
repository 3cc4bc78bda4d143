namespace Creel.Inbox;

/// <summary>A kept event without its bulky parts: what lists, feeds and queries show.</summary>
internal sealed record EventSummary
{
    /// <summary>The place in commit order: the only key for paging, feeds and cursors.</summary>
    public required long Seq { get; init; }

    public required Guid Id { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Nobody knows when it came: <see cref="ReceivedAt"/> is when it was imported, and is not shown.</summary>
    public bool ReceivedAtUnknown { get; init; }

    public required string Source { get; init; }
    public required string Sender { get; init; }
    public required Verdict Verdict { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required Facts Facts { get; init; }

    /// <summary>Bytes of the body as kept.</summary>
    public required long Size { get; init; }

    public BodyReading BodyReading { get; init; }
    public string? SenderKey { get; init; }

    /// <summary>The sender key was seen before in its window, with another body.</summary>
    public bool KeyReused { get; init; }

    /// <summary>How often the sender sent this event again (merged into it).</summary>
    public int Repeats { get; init; }

    /// <summary>An earlier event of the same source with the very same body: a look-alike, kept on its own.</summary>
    public Guid? RepeatOf { get; init; }

    public IReadOnlyList<string> Redacted { get; init; } = [];
}

/// <summary>A kept event in full.</summary>
internal sealed record KeptEvent
{
    public required EventSummary Summary { get; init; }
    public required string Query { get; init; }
    public required string RemoteAddress { get; init; }
    public string? Tls { get; init; }

    /// <summary>See <see cref="HeaderLines"/>.</summary>
    public required byte[] Headers { get; init; }

    /// <summary>The body as sent, still encoded.</summary>
    public required byte[] Body { get; init; }

    public required IReadOnlyList<Facts> Items { get; init; }
}
