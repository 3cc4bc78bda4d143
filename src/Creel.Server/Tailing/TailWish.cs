using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>What to follow.</summary>
/// <param name="Query">Which events; empty: all.</param>
/// <param name="Last">How many of the latest ones to begin with.</param>
/// <param name="Since">The cursor to go on from, instead.</param>
/// <param name="Json">As JSON lines.</param>
internal sealed record TailWish(string Query, int Last, string? Since = null, bool Json = false)
{
    /// <summary>The rows to begin with, oldest first: those before the place at which the feed began, so that none is missed and none comes twice.</summary>
    public async Task<InboxPage?> BeforeAsync(ServerFeed feed, LiveItem ready, CancellationToken cancel)
    {
        if (Last == 0 || Since is not null || !Console.Cursor.TryRead(ready.Cursor, out var place)) return null;
        return await feed.Inbox.SearchAsync(Query, Console.Cursor.At(place + 1), Last, cancel);
    }
}
