namespace Creel.Inbox;

/// <summary>How long events are kept. What is null has no limit.</summary>
/// <param name="MaxAge">From when it was received.</param>
/// <param name="MaxBytes">Of everything on disk for these events.</param>
internal sealed record RetentionRule(TimeSpan? MaxAge, long? MaxBytes)
{
    public static readonly RetentionRule None = new(null, null);
}
