using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Inbox;

public sealed class EventFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly FeedPace Quick = new() { Tick = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_hears_what_is_kept_from_now_on_in_commit_order()
    {
        await using var inbox = new FedInbox(Quick).Start();
        inbox.Keep(3);
        using var listener = inbox.Feed.Open(null, _ => true)!;
        inbox.Keep(2);
        inbox.Keep(1);
        Assert.Equal([4, 5, 6], await EventsAsync(listener, upTo: 6));
    }

    [Fact]
    public async Task A_listener_that_comes_back_goes_on_where_it_was()
    {
        await using var inbox = new FedInbox(Quick).Start();
        inbox.Keep(700);
        using var listener = inbox.Feed.Open(5, _ => true)!;
        Assert.Equal(Enumerable.Range(6, 695).Select(n => (long)n), await EventsAsync(listener, upTo: 700));
    }

    [Fact]
    public async Task It_goes_on_as_well_after_the_store_was_closed_and_opened()
    {
        await using var inbox = new FedInbox(Quick);
        inbox.Keep(10);
        inbox.Restart();
        inbox.Start();
        inbox.Keep(10);
        using var listener = inbox.Feed.Open(7, _ => true)!;
        inbox.Keep(10);
        Assert.Equal(Enumerable.Range(8, 23).Select(n => (long)n), await EventsAsync(listener, upTo: 30));
    }

    [Fact]
    public async Task Nothing_is_rendered_while_nobody_listens_and_once_however_many_do()
    {
        await using var inbox = new FedInbox(Quick).Start();
        inbox.Keep(50);
        var listeners = Enumerable.Range(0, 20).Select(_ => inbox.Feed.Open(null, _ => true)!).ToList();
        inbox.Keep(50);
        foreach (var listener in listeners) Assert.Equal(50, (await EventsAsync(listener, upTo: 100)).Count);
        Assert.Equal(50, inbox.Rendered);
        listeners.ForEach(listener => listener.Dispose());
        Assert.Equal(0, inbox.Feed.Listening);
    }

    [Fact]
    public async Task A_burst_reaches_every_listener_whole()
    {
        await using var inbox = new FedInbox(new FeedPace { Tick = TimeSpan.FromMilliseconds(1), Work = TimeSpan.FromMilliseconds(20) }).Start();
        var listeners = Enumerable.Range(0, 20).Select(_ => inbox.Feed.Open(null, _ => true)!).ToList();
        for (var i = 0; i < 5; i++) inbox.Keep(1000);
        var heard = await Task.WhenAll(listeners.Select(listener => EventsAsync(listener, upTo: 5000)));
        Assert.All(heard, events => Assert.Equal(Enumerable.Range(1, 5000).Select(n => (long)n), events));
    }

    [Fact]
    public async Task One_that_does_not_take_its_events_is_set_ahead_and_told_how_many_it_lost()
    {
        await using var inbox = new FedInbox(Quick with { Behind = 100 }).Start();
        using var quick = inbox.Feed.Open(null, _ => true)!;
        using var slow = inbox.Feed.Open(null, _ => true)!;
        for (var i = 1; i <= 20; i++)
        {
            inbox.Keep(50);
            Assert.Equal(50, (await EventsAsync(quick, upTo: 50 * i)).Count);
        }
        var batch = await slow.NextAsync().WaitAsync(Patience, Cancel);
        Assert.Equal(new FeedPart(1000, null, 1000), Assert.Single(batch.Parts));
        inbox.Keep(1);
        Assert.Equal([1001], await EventsAsync(slow, upTo: 1001));
    }

    [Fact]
    public async Task One_that_comes_from_far_behind_is_on_its_way_and_not_late()
    {
        await using var inbox = new FedInbox(Quick with { Behind = 100 }).Start();
        inbox.Keep(1000);
        using var listener = inbox.Feed.Open(0, _ => true)!;
        Assert.Equal(1000, (await EventsAsync(listener, upTo: 1000)).Count);
    }

    [Fact]
    public async Task A_listener_hears_only_of_what_it_asked_for_and_is_past_the_rest()
    {
        await using var inbox = new FedInbox(Quick).Start();
        using var listener = inbox.Feed.Open(null, e => Encoding.UTF8.GetString(e.Body).Contains("wanted"))!;
        inbox.Keep(10);
        inbox.Keep(Events.WithBody("""{"wanted": 1}"""));
        inbox.Keep(10);
        var batch = await listener.NextAsync().WaitAsync(Patience, Cancel);
        Assert.Equal(11, FedInbox.Read(Assert.Single(batch.Parts)));
        inbox.Keep(Events.WithBody("""{"wanted": 2}"""));
        batch = await listener.NextAsync().WaitAsync(Patience, Cancel);
        Assert.Equal(22, FedInbox.Read(Assert.Single(batch.Parts)));
    }

    [Fact]
    public async Task A_question_that_cannot_be_answered_ends_one_listener_and_not_the_others()
    {
        await using var inbox = new FedInbox(Quick).Start();
        using var broken = inbox.Feed.Open(null, _ => throw new InvalidOperationException("made up"))!;
        using var listener = inbox.Feed.Open(null, _ => true)!;
        var failing = broken.NextAsync();
        inbox.Keep(5);
        Assert.Equal(5, (await EventsAsync(listener, upTo: 5)).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_repeat_that_was_merged_is_no_new_event()
    {
        await using var inbox = new FedInbox(Quick).Start();
        using var listener = inbox.Feed.Open(null, _ => true)!;
        inbox.Keep(Events.WithKey("key", "{}"));
        Assert.True(inbox.Keep(Events.WithKey("key", "{}"))[0].Repeat);
        inbox.Keep(1);
        Assert.Equal([1, 2], await EventsAsync(listener, upTo: 2));
    }

    [Fact]
    public async Task Events_that_were_deleted_meanwhile_are_counted()
    {
        await using var inbox = new FedInbox(Quick).Start();
        inbox.Keep(20);
        inbox.Delete(3, 9);
        inbox.Delete(15, 20);
        using var listener = inbox.Feed.Open(1, _ => true)!;
        var parts = new List<FeedPart>();
        while (parts.Count == 0 || parts[^1].Place < 20) parts.AddRange((await listener.NextAsync().WaitAsync(Patience, Cancel)).Parts);
        Assert.Equal([2, 10, 11, 12, 13, 14], parts.Where(part => part.Frame is not null).Select(FedInbox.Read));
        Assert.Equal([(9L, 7L), (20L, 6L)], parts.Where(part => part.Frame is null).Select(part => (part.Place, part.Skipped)));
    }

    [Fact]
    public async Task A_place_past_the_end_is_of_another_inbox_and_means_from_now_on()
    {
        await using var inbox = new FedInbox(Quick).Start();
        inbox.Keep(3);
        using var listener = inbox.Feed.Open(1000, _ => true)!;
        inbox.Keep(1);
        Assert.Equal([4], await EventsAsync(listener, upTo: 4));
    }

    [Fact]
    public async Task There_are_only_so_many_listeners()
    {
        await using var inbox = new FedInbox(Quick with { Listeners = 2 });
        using var first = inbox.Feed.Open(null, _ => true)!;
        var second = inbox.Feed.Open(null, _ => true)!;
        Assert.Null(inbox.Feed.Open(null, _ => true));
        second.Dispose();
        using var third = inbox.Feed.Open(null, _ => true);
        Assert.NotNull(third);
    }

    /// <summary>Hears events until one place; that some were lost is not expected.</summary>
    private static async Task<List<long>> EventsAsync(FeedListener listener, long upTo)
    {
        var heard = new List<long>();
        while (heard.Count == 0 || heard[^1] < upTo)
        {
            foreach (var part in (await listener.NextAsync().WaitAsync(Patience, Cancel)).Parts)
            {
                Assert.Equal(0, part.Skipped);
                heard.Add(FedInbox.Read(part));
            }
        }
        return heard;
    }
}
