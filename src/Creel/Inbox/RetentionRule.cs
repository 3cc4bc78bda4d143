namespace Creel.Inbox;

/// <summary>How long events are kept: of all sources, or of the one that has it as its own.</summary>
/// <param name="MaxAge">From when it was received; null: no limit. Less than <see cref="LeastAge"/> is refused as configuration.</param>
/// <param name="MaxBytes">
/// For all sources: what the whole inbox may take on disk; null: the limit by default, see <see cref="SpaceLimits"/>, because a
/// receiver without one fills its disk one day. For one source: bytes of its events, each its body and <see cref="EventOverhead"/>;
/// null: no limit of its own. Less than <see cref="LeastBytes"/> is refused as configuration.
/// </param>
internal sealed record RetentionRule(TimeSpan? MaxAge, long? MaxBytes)
{
    /// <summary>Smaller than this, what SQLite needs for itself would be most of it.</summary>
    public const long LeastBytes = 64_000_000;

    /// <summary>What an event takes besides its body, about: headers, facts, indexes.</summary>
    public const long EventOverhead = 1024;

    public static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    public static readonly RetentionRule None = new(null, null);
}
