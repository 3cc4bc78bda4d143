namespace Creel.Inbox;

/// <summary>What a sender profile read out of an event, or out of one item of it. Everything may be missing.</summary>
internal sealed record Facts
{
    public static readonly Facts None = new();

    public string? Type { get; init; }
    public string? Title { get; init; }

    /// <summary>1 critical, 2 error, 3 warning, 4 notice, 5 info; null when the sender says nothing of it.</summary>
    public int? Level { get; init; }

    /// <summary>The severity as the sender wrote it.</summary>
    public string? SeverityRaw { get; init; }

    /// <summary><c>active</c>, <c>resolved</c>, <c>acknowledged</c>, <c>ignored</c> or null.</summary>
    public string? Status { get; init; }

    /// <summary>The status as the sender wrote it.</summary>
    public string? StatusRaw { get; init; }

    /// <summary>What the event is about: a device, an interface, a repository.</summary>
    public string? Subject { get; init; }

    /// <summary>The id that "active" and "resolved" share. Never a key to merge on.</summary>
    public string? Correlation { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The time as the sender wrote it.</summary>
    public string? OccurredAtRaw { get; init; }

    public string? Link { get; init; }

    /// <summary>A trial event, made by somebody who pressed a "try it" button.</summary>
    public bool Test { get; init; }

    /// <summary>The word for <see cref="Level"/>.</summary>
    public string? Severity => Level is >= 1 and <= 5 ? SeverityWords[Level.Value - 1] : null;

    private static readonly string[] SeverityWords = ["critical", "error", "warning", "notice", "info"];
}
