using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>Events as lines, for pipes, files and scripts.</summary>
internal sealed class PlainTail(ServerFeed feed, TailWish wish, Screen screen)
{
    private readonly TailLine _line = new(screen, TimeProvider.System.LocalTimeZone);

    public async Task RunAsync(IAsyncEnumerable<LiveItem> items, CancellationToken cancel)
    {
        var begun = false;
        await using var next = items.GetAsyncEnumerator(cancel);
        while (true)
        {
            var moved = next.MoveNextAsync();
            // What is written goes out when there is nothing more to write at once.
            if (!moved.IsCompleted) await screen.Out.FlushAsync(cancel);
            if (!await moved) return;
            var item = next.Current;
            switch (item.Kind)
            {
                case LiveItem.Ready when !begun:
                    begun = true;
                    await BeginAsync(item, cancel);
                    break;
                case LiveItem.Event:
                    screen.Out.WriteLine(wish.Json ? _line.Json(item.Data) : _line.Of(item.Data));
                    break;
                case LiveItem.Skipped:
                    screen.Error.WriteLine(LostText.Of(item.Lost));
                    break;
            }
        }
    }

    private async Task BeginAsync(LiveItem ready, CancellationToken cancel)
    {
        using var before = await wish.BeforeAsync(feed, ready, cancel);
        if (before is null) return;
        foreach (var row in before.Rows.EnumerateArray().Reverse()) screen.Out.WriteLine(wish.Json ? _line.Json(row) : _line.Of(row));
    }
}
