namespace Creel.Inbox;

/// <summary>An accepted webhook on its way into the inbox. The store gives it its <c>seq</c>.</summary>
internal sealed record NewEvent
{
    /// <summary>A UUIDv7: a mere name, not an order.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required string Source { get; init; }
    public required string Sender { get; init; }
    public required Verdict Verdict { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>The query string with its question mark, or empty.</summary>
    public string Query { get; init; } = "";

    public required string RemoteAddress { get; init; }

    /// <summary>For example <c>TLS 1.3 TLS_AES_256_GCM_SHA384</c>; null over plain HTTP.</summary>
    public string? Tls { get; init; }

    /// <summary>The headers, see <see cref="HeaderLines"/>.</summary>
    public required ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>The body as it was sent, still encoded.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required BodyHash BodyHash { get; init; }
    public BodyReading BodyReading { get; init; }

    /// <summary>The event's own facts; for a batch, the stated summary of its items.</summary>
    public required Facts Facts { get; init; }

    /// <summary>The items of a batch; item 0 always exists.</summary>
    public required IReadOnlyList<Facts> Items { get; init; }

    /// <summary>The documented id that the sender repeats when it retries; null where none is documented.</summary>
    public string? SenderKey { get; init; }

    /// <summary>How long <see cref="SenderKey"/> is remembered.</summary>
    public TimeSpan SenderKeyWindow { get; init; }

    /// <summary>Where secrets were taken out, for example <c>header.authorization</c>.</summary>
    public IReadOnlyList<string> Redacted { get; init; } = [];

    /// <summary>Of an event that is read from a file; null for all others.</summary>
    public ImportMarks? Imported { get; init; }
}
