using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Creel.Console;
using Creel.Inbox;
using Creel.Tests.Inbox;

namespace Creel.Tests.WebConsole;

public sealed class LiveEndpointTests
{
    private static readonly FeedPace Quick = new() { Tick = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_first_where_it_begins_and_then_each_event_as_lists_have_it()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        inbox.Keep(3);
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var live = await LiveAsync(host, "/api/live");

        Assert.Equal(("ready", $$"""{"cursor":"{{Cursor.At(3)}}"}""", Cursor.At(3)), await live.NextAsync());
        inbox.Keep(1);
        var (kind, data, id) = await live.NextAsync();

        Assert.Equal(("event", Cursor.At(4)), (kind, id));
        using var page = JsonDocument.Parse(await host.Client.GetStringAsync("/api/events?limit=1", Cancel));
        Assert.Equal(page.RootElement.GetProperty("events")[0].GetRawText(), data);
    }

    [Fact]
    public async Task Goes_on_behind_the_event_that_the_caller_had_last()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        inbox.Keep(5);
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var byParameter = await LiveAsync(host, $"/api/live?after={Cursor.At(3)}");
        // A browser asks by its first address for ever, and says in the header where it is.
        await using var byHeader = await LiveAsync(host, $"/api/live?after={Cursor.At(1)}", Cursor.At(4));

        Assert.Equal([Cursor.At(3), Cursor.At(4), Cursor.At(5)], [(await byParameter.NextAsync()).Id, (await byParameter.NextAsync()).Id, (await byParameter.NextAsync()).Id]);
        Assert.Equal([Cursor.At(4), Cursor.At(5)], [(await byHeader.NextAsync()).Id, (await byHeader.NextAsync()).Id]);
    }

    [Fact]
    public async Task Sends_only_what_matches_the_query()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var live = await LiveAsync(host, "/api/live?q=wanted%20level:3");
        Assert.Equal("ready", (await live.NextAsync()).Kind);
        inbox.Keep(5);
        inbox.Keep(Events.WithBody("""{"text": "wanted"}"""));
        Assert.Equal(Cursor.At(6), (await live.NextAsync()).Id);
    }

    [Fact]
    public async Task Says_how_many_events_were_lost()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        inbox.Keep(9);
        inbox.Delete(1, 8);
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var live = await LiveAsync(host, $"/api/live?after={Cursor.At(0)}");
        Assert.Equal("ready", (await live.NextAsync()).Kind);
        Assert.Equal(("skipped", """{"skipped":8}""", Cursor.At(8)), await live.NextAsync());
        Assert.Equal(("event", Cursor.At(9)), (await live.NextAsync()) is var e ? (e.Kind, e.Id) : default);
    }

    [Fact]
    public async Task Says_that_it_is_alive_and_how_far_it_has_looked_when_there_is_nothing_to_send()
    {
        var clock = new JumpingClock();
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed, time: clock);
        using var answer = await host.Client.GetAsync("/api/live?q=never", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        inbox.Keep(4);
        // Each heartbeat says a place; in the end it is the one of the last event, which did not match.
        while (await lines.ReadLineAsync(Cancel) is { } line && line != $"id: {Cursor.At(4)}") clock.Jump();
    }

    [Fact]
    public async Task Ends_at_once_when_the_server_stops()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var live = await LiveAsync(host, "/api/live");
        await live.NextAsync();
        var ended = live.NextAsync();
        await host.StopAsync();
        Assert.Equal("", (await ended).Kind);
        Assert.Equal(0, inbox.Feed.Listening);
    }

    [Fact]
    public async Task A_listener_that_leaves_is_forgotten()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        var live = await LiveAsync(host, "/api/live");
        await live.NextAsync();
        Assert.Equal(1, inbox.Feed.Listening);
        await live.DisposeAsync();
        while (inbox.Feed.Listening > 0) await Task.Yield();
    }

    [Fact]
    public async Task Too_many_listeners_are_turned_away_with_the_reason()
    {
        await using var inbox = new FedInbox(Quick with { Listeners = 1 }, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        await using var live = await LiveAsync(host, "/api/live");
        await live.NextAsync();
        var detail = await ConsoleGateTests.AssertProblemAsync(await host.Client.GetAsync("/api/live", Cancel), HttpStatusCode.ServiceUnavailable);
        Assert.Contains("1 callers", detail);
    }

    [Fact]
    public async Task Head_describes_the_stream_and_ends()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        using var answer = await host.Client.SendAsync(new(HttpMethod.Head, "/api/live"), Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(0, inbox.Feed.Listening);
    }

    [Fact]
    public async Task Nobody_listens_without_the_token()
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        using var anonymous = host.Anonymous();
        await ConsoleGateTests.AssertProblemAsync(await anonymous.GetAsync("/api/live", Cancel), HttpStatusCode.Unauthorized);
        Assert.Equal(0, inbox.Feed.Listening);
    }

    [Theory]
    [InlineData("/api/live?q=levle:1", null, "level")]
    [InlineData("/api/live?after=12", null, "not a cursor")]
    [InlineData("/api/live", "12", "Last-Event-ID")]
    [InlineData("/api/live?before=x", null, "q, after")]
    public async Task What_cannot_be_answered_is_refused_before_anything_is_sent(string url, string? lastId, string said)
    {
        await using var inbox = new FedInbox(Quick, LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var detail = await ConsoleGateTests.AssertProblemAsync(await host.Client.SendAsync(request, Cancel), HttpStatusCode.BadRequest);
        Assert.Contains(said, detail);
    }

    private static async Task<Live> LiveAsync(ConsoleHost host, string url, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Live(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync(Cancel)).EnumerateAsync().GetAsyncEnumerator(Cancel));
    }

    private sealed class Live(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        /// <summary>The next one; an empty kind at the end.</summary>
        public async Task<(string Kind, string Data, string? Id)> NextAsync() =>
            await items.MoveNextAsync() ? (items.Current.EventType, items.Current.Data, items.Current.EventId) : ("", "", null);

        public async ValueTask DisposeAsync()
        {
            // The connection first: an enumerator waits for what it reads.
            answer.Dispose();
            try { await items.DisposeAsync(); }
            catch (NotSupportedException) { /* it is still reading, and that ends with the connection */ }
        }
    }

    /// <summary>Timers ring when the test says so.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly List<Timer> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(callback, state);
            lock (_timers) _timers.Add(timer);
            if (_jumped) timer.Ring();
            return timer;
        }

        private volatile bool _jumped;

        public void Jump()
        {
            _jumped = true;
            List<Timer> ring;
            lock (_timers) ring = [.. _timers];
            ring.ForEach(timer => timer.Ring());
        }

        private sealed class Timer(TimerCallback callback, object? state) : ITimer
        {
            private volatile bool _gone;

            public void Ring()
            {
                if (!_gone) ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => _gone = true;

            public ValueTask DisposeAsync()
            {
                _gone = true;
                return ValueTask.CompletedTask;
            }
        }
    }
}
