namespace Creel.Inbox;

/// <summary>What a listener is told next: an event, or that it lost some.</summary>
/// <param name="Place">Where it is in commit order after this.</param>
/// <param name="Frame">The event as rendered; null: some were lost.</param>
/// <param name="Skipped">How many went by.</param>
internal readonly record struct FeedPart(long Place, byte[]? Frame, long Skipped = 0);

/// <summary>A few parts at once. <paramref name="Place"/> may be past the last one: what lies between did not match.</summary>
internal sealed record FeedBatch(IReadOnlyList<FeedPart> Parts, long Place);
