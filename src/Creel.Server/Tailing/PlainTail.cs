using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>Events as lines, for pipes, files and scripts.</summary>
internal sealed class PlainTail(ServerFeed feed, TailWish wish, Screen screen)
{
    private readonly TailLine _line = new(screen, TimeProvider.System.LocalTimeZone);
    private bool _begun;

    public async Task RunAsync(IAsyncEnumerable<LiveItem> items, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var next = items.GetAsyncEnumerator(ended.Token);
        var moved = next.MoveNextAsync().AsTask();
        try
        {
            for (; await MoreAsync(moved, cancel); moved = next.MoveNextAsync().AsTask()) await WriteAsync(next.Current, cancel);
        }
        finally
        {
            // When the output has failed, it still waits for the server.
            await ended.CancelAsync();
            await moved.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    // What is written goes out when there is nothing more to write at once.
    private async Task<bool> MoreAsync(Task<bool> moved, CancellationToken cancel)
    {
        if (!moved.IsCompleted) await screen.Out.FlushAsync(cancel);
        return await moved;
    }

    private async Task WriteAsync(LiveItem item, CancellationToken cancel)
    {
        switch (item.Kind)
        {
            case LiveItem.Ready when !_begun:
                _begun = true;
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

    private async Task BeginAsync(LiveItem ready, CancellationToken cancel)
    {
        using var before = await wish.BeforeAsync(feed, ready, cancel);
        if (before is null) return;
        foreach (var row in before.Rows.EnumerateArray().Reverse()) screen.Out.WriteLine(wish.Json ? _line.Json(row) : _line.Of(row));
    }
}
