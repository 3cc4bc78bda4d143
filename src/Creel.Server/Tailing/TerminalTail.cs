using System.Threading.Channels;
using Creel.Search;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Tailing;

/// <summary><c>creel tail</c> on a terminal: brings keys and events to the state, and the state to the screen.</summary>
internal sealed class TerminalTail(ServerFeed feed, InboxChoice choice, TailWish wish, Screen screen)
{
    private const int AtOnce = 256;

    // What happens: a key, an item of the feed, something said, the end of the feed. Bounded: a slow terminal slows the reading.
    private readonly Channel<object> _happens = Channel.CreateBounded<object>(AtOnce);
    private readonly TailScreen _screen = new(screen.Out, screen.Colour);
    private readonly TailState _state = new(wish.Query);
    private CancellationTokenSource _following = new();
    private string? _cursor = wish.Since;
    private string _before = wish.Query;
    private bool _begun;

    private sealed record Said(string Text);

    private sealed record Ended(CancellationTokenSource Which, Exception Fault);

    private sealed record Followed(CancellationTokenSource Which, LiveItem Item);

    // Where a terminal does not know its size, it is taken for the usual one.
    private static (int Width, int Height) Size => System.Console.WindowWidth > 0 && System.Console.WindowHeight > 0
        ? (Math.Max(20, System.Console.WindowWidth), Math.Max(3, System.Console.WindowHeight)) : (80, 24);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        new Thread(ReadKeys) { IsBackground = true, Name = "creel-keys" }.Start();
        using var resized = OperatingSystem.IsWindows() ? null : System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGWINCH, _ => _happens.Writer.TryWrite(new object()));
        try
        {
            Follow(feed);
            _screen.Draw(_state, Size);
            while (true)
            {
                var happened = await _happens.Reader.ReadAsync(cancel);
                for (var i = 0; i < AtOnce; i++)
                {
                    if (!await TakeAsync(happened, cancel)) return 0;
                    if (_state.Sheet is not null || !_happens.Reader.TryRead(out happened!)) break;
                }
                _screen.Draw(_state, Size);
            }
        }
        finally
        {
            _screen.End();
            await _following.CancelAsync();
        }
    }

    /// <summary>False: it is to end.</summary>
    private async Task<bool> TakeAsync(object happened, CancellationToken cancel)
    {
        switch (happened)
        {
            case ConsoleKeyInfo key:
                return await ActAsync(_state.Press(key, _screen.Page), cancel);
            case Said said:
                _state.Arrived(new TailRow(said.Text));
                break;
            case Followed followed when followed.Which == _following:
                await TakeAsync(followed.Item, cancel);
                break;
            case Ended ended when ended.Which == _following:
                // A query that the server does not take: the one before goes on. Anything else is for the one who called.
                if (ended.Fault is not CommandException refused || _state.Query == _before)
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(ended.Fault);
                else
                    Refuse(refused.Message.ReplaceLineEndings(" "));
                break;
        }
        return true;
    }

    private async Task TakeAsync(LiveItem item, CancellationToken cancel)
    {
        _cursor = item.Cursor;
        switch (item.Kind)
        {
            case LiveItem.Ready:
                _before = _state.Query;
                if (_begun) break;
                _begun = true;
                using (var page = await wish.BeforeAsync(feed, item, cancel))
                {
                    foreach (var row in page?.Rows.EnumerateArray().Reverse() ?? []) _state.Arrived(Row(row));
                }
                break;
            case LiveItem.Event: _state.Arrived(Row(item.Data)); break;
            case LiveItem.Skipped: _state.Arrived(new TailRow(LostText.Of(item.Lost))); break;
        }
    }

    private async Task<bool> ActAsync(TailAct act, CancellationToken cancel)
    {
        switch (act)
        {
            case TailAct.Quit: return false;
            case TailAct.Open open: await OpenAsync(open.Id, cancel); break;
            case TailAct.Filter filter: Filter(filter.Query); break;
        }
        return true;
    }

    private void Filter(string query)
    {
        try
        {
            EventQuery.Parse(query, TimeProvider.System.GetLocalNow());
        }
        catch (QueryException e)
        {
            _state.Refused(query, TerminalText.Clean(e.Message));
            return;
        }
        _state.Filtered(query);
        Follow();
    }

    private void Refuse(string why)
    {
        var query = _state.Query;
        _state.Filtered(_before);
        _state.Refused(query, TerminalText.Clean(why));
        Follow();
    }

    // From where it was: a new query is about what comes, without a gap.
    private void Follow(ServerFeed? first = null)
    {
        _following.Cancel();
        var following = _following = new CancellationTokenSource();
        var (query, after) = (_state.Query, _cursor);
        _ = Task.Run(async () =>
        {
            try
            {
                var tail = new LiveTail(choice.OpenFeedAsync, said => _happens.Writer.TryWrite(new Said(said)), TimeProvider.System);
                await foreach (var item in tail.FollowAsync(first, query, after, following.Token))
                    await _happens.Writer.WriteAsync(new Followed(following, item), following.Token);
            }
            catch (Exception e) when (!following.IsCancellationRequested)
            {
                await _happens.Writer.WriteAsync(new Ended(following, e));
            }
            catch (OperationCanceledException)
            {
                // Another query is followed now, or nothing any more.
            }
        });
    }

    private async Task OpenAsync(Guid id, CancellationToken cancel)
    {
        try
        {
            using var view = await choice.OpenFeedAsync(cancel);
            using var e = await view.Inbox.FindAsync(id, cancel);
            if (e is null)
            {
                _state.Say("That event is not kept any more.");
                return;
            }
            using var sheet = new StringWriter();
            EventSheet.Write(e.RootElement, screen with { Out = sheet });
            _state.Opened([.. sheet.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').SelectMany(line => SheetText.Wrap(line, Size.Width))]);
        }
        catch (CommandException e)
        {
            _state.Say(e.Message.ReplaceLineEndings(" "));
        }
    }

    private TailRow Row(System.Text.Json.JsonElement row) => new(
        new TailLine(screen with { Width = Size.Width }, TimeProvider.System.LocalTimeZone).Of(row),
        Guid.TryParse(JsonField.Of(row, "id"), out var id) ? id : null);

    private void ReadKeys()
    {
        while (true)
        {
            object key;
            try { key = System.Console.ReadKey(intercept: true); }
            catch (InvalidOperationException) { return; /* no terminal to read from any more */ }
            // A key that is pressed while the terminal is too slow waits with the rest.
            if (!_happens.Writer.TryWrite(key)) _happens.Writer.WriteAsync(key).AsTask().Wait();
        }
    }
}
