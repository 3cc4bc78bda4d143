namespace Creel.Inbox;

/// <summary>How much of a refused request's body was kept. The numbers are stored: never renumber.</summary>
internal enum BodyExtent
{
    /// <summary>All of it (which may be nothing).</summary>
    Whole = 0,

    /// <summary>Its beginning: it is longer than is kept, or it never came to its end.</summary>
    Cut = 1,

    /// <summary>Nothing of it was read.</summary>
    Unread = 2,
}

/// <summary>A refused request on its way into the quarantine: no secret is left in it.</summary>
internal sealed record RefusedRequest
{
    /// <summary>A UUIDv7. An event that an operator makes of this request takes it over.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The source it was sent to; null where there is none at its path.</summary>
    public string? Source { get; init; }

    /// <summary>The refusal's reason, one of a few short phrases.</summary>
    public required string Reason { get; init; }

    /// <summary>What the operator should do next.</summary>
    public string? NextStep { get; init; }

    /// <summary>What was answered.</summary>
    public required int Status { get; init; }

    public required string RemoteAddress { get; init; }
    public string? Tls { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>The query string with its question mark, or empty.</summary>
    public string Query { get; init; } = "";

    /// <summary>See <see cref="HeaderLines"/>.</summary>
    public required byte[] Headers { get; init; }

    /// <summary>Where secrets were taken out, for example <c>header.authorization</c>.</summary>
    public IReadOnlyList<string> Redacted { get; init; } = [];

    public byte[] Body { get; init; } = [];
    public BodyExtent Extent { get; init; }

    /// <summary>
    /// Finds out more about a signature that was not taken; null: there is nothing to find out. Called by who writes, on a thread of
    /// its own, so that no sender can measure what it takes.
    /// </summary>
    public Func<Explanation?>? Explain { get; init; }

    /// <summary>What came of it.</summary>
    public Explanation? Explanation { get; init; }

    public RefusalKey Key => new(RemoteAddress, Reason, Source ?? Path);

    /// <summary>About how many bytes it takes, in memory and on disk.</summary>
    public int Weight => 512 + (Explain is null ? 1 : 2) * Headers.Length + Body.Length + 2 * (Path.Length + Query.Length);
}

/// <summary>What makes a refusal the repetition of an earlier one.</summary>
/// <param name="Address">Who was refused.</param>
/// <param name="Reason">Why.</param>
/// <param name="Place">The source, or the path where there is none.</param>
internal readonly record struct RefusalKey(string Address, string Reason, string Place);

/// <summary>A refusal that is kept already happened again.</summary>
internal readonly record struct RefusedAgain(Guid Id, long Times, DateTimeOffset Last);
