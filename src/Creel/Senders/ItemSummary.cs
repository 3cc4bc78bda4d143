using Creel.Inbox;

namespace Creel.Senders;

/// <summary>
/// The facts of a batch as one event: the worst level, active if any item is, the first title and how many more there are,
/// the earliest time, a test only if every item is one; type, subject, correlation and link where all items agree.
/// </summary>
internal static class ItemSummary
{
    private static readonly string[] MostPressingFirst = ["active", "acknowledged", "ignored", "resolved"];

    /// <param name="items">The items that were looked at: one at least.</param>
    /// <param name="total">How many there are.</param>
    public static Facts Of(IReadOnlyList<Facts> items, int total)
    {
        var first = items[0];
        if (items.Count == 1) return first;
        var worst = items.Where(item => item.Level is not null).MinBy(item => item.Level);
        var pressing = items.Where(item => item.Status is not null).MinBy(item => Array.IndexOf(MostPressingFirst, item.Status));
        var earliest = items.Where(item => item.OccurredAt is not null).MinBy(item => item.OccurredAt);
        return new Facts
        {
            Type = Shared(items, item => item.Type),
            Title = first.Title is { } title ? $"{title} (and {total - 1} more)" : $"{total} items",
            Level = worst?.Level,
            SeverityRaw = worst?.SeverityRaw,
            Status = pressing?.Status,
            StatusRaw = pressing?.StatusRaw,
            Subject = Shared(items, item => item.Subject),
            Correlation = Shared(items, item => item.Correlation),
            OccurredAt = earliest?.OccurredAt,
            OccurredAtRaw = earliest?.OccurredAtRaw,
            Link = Shared(items, item => item.Link),
            Test = total == items.Count && items.All(item => item.Test),
        };
    }

    private static string? Shared(IReadOnlyList<Facts> items, Func<Facts, string?> fact)
    {
        var value = fact(items[0]);
        return items.All(item => fact(item) == value) ? value : null;
    }
}
