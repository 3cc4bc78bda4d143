using Creel.Inbox;

namespace Creel.Senders;

/// <summary>What reading an event's body gave.</summary>
/// <param name="Facts">The event's own facts; for a batch, the summary of its items.</param>
/// <param name="Items">The facts of each item; there is always one.</param>
/// <param name="BodyReading">Whether the body could be read.</param>
/// <param name="Problem">For a malformed body, where it stops being JSON: a sentence for the sender.</param>
/// <param name="SenderKey">The documented id that the sender repeats when it retries, where there is one.</param>
internal sealed record FactsReading(
    Facts Facts, IReadOnlyList<Facts> Items, BodyReading BodyReading, string? Problem, string? SenderKey = null)
{
    /// <summary>The hash that tells whether another body is the same event, where the profile leaves something out of it.</summary>
    public BodyHash? SameBody { get; init; }

    /// <summary>A body that is not meant to be read.</summary>
    public static readonly FactsReading Nothing = new(Facts.None, [Facts.None], BodyReading.Fine, null);
}
