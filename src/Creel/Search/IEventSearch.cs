using Creel.Inbox;

namespace Creel.Search;

/// <summary>
/// Searching what is kept. A search looks through events until it has found enough or its time is up, and says how far it
/// came, so that whoever asked can go on from there. What every search must do is written down as tests: <c>EventSearchConformance</c>.
/// </summary>
internal interface IEventSearch
{
    /// <summary>The newest matches before a place (null: from the end), newest first.</summary>
    SearchPage Newest(EventQuery query, long? before, int limit);

    /// <summary>Matches after a place and not after <paramref name="last"/>, in full, oldest first. It ends when
    /// <paramref name="limit"/> is reached, but always comes further.</summary>
    SearchSlice After(EventQuery query, long seq, long last, SliceLimit limit);
}

/// <summary>How much one slice may hold.</summary>
internal readonly record struct SliceLimit(int Events, long Bytes);

/// <summary>Matches, newest first, and how far back was looked.</summary>
internal sealed record SearchPage
{
    public required IReadOnlyList<EventSummary> Events { get; init; }

    /// <summary>The place before which a search goes on; null when there is nothing older.</summary>
    public required long? Next { get; init; }

    /// <summary>False when the time was up before the page was full: there may be more even where there are none here.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>When the oldest event that was looked at was received; null when there was none.</summary>
    public required DateTimeOffset? BackTo { get; init; }
}

/// <summary>Matches, oldest first, and the place up to which was looked.</summary>
internal sealed record SearchSlice(IReadOnlyList<KeptEvent> Events, long LookedTo);

/// <summary>How long one search may take before it says how far it came.</summary>
internal static class SearchBudget
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(2);
}
