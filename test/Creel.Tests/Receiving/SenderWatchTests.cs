using System.Text;
using Creel.Configuration;
using Creel.Receiving;
using Creel.Senders;

namespace Creel.Tests.Receiving;

/// <summary>Warning before a sender gives us up.</summary>
public sealed class SenderWatchTests
{
    private const string Dropping = """{"timeLimit":"10s","suspends":{"failures":3,"of":"refused","text":"After 3 drops it disables the webhook; enable it again."}}""";
    private const string Lasting = """{"suspends":{"after":"100m","text":"After 100 minutes it suspends the destination; unsuspend it."}}""";

    private readonly HeldClock _clock = new();
    private readonly List<string> _said = [];
    private Topology _topology = new([]);

    [Fact]
    public void It_is_said_once_before_the_limit_once_at_it_and_once_when_all_is_well_again()
    {
        var watch = Watch(Dropping);
        watch.Note(Refused());
        Assert.Empty(_said);
        Assert.Null(watch.Warning("hooks"));

        watch.Note(Refused());
        Assert.Equal("Made up may soon stop sending: the last 2 requests to source `hooks`, within 0 s, were answered with errors (the last: 401 wrong signature, from 192.0.2.1). After 3 drops it disables the webhook; enable it again.", Assert.Single(_said));
        Assert.Equal(_said[0], watch.Warning("hooks"));
        Assert.Equal([("hooks", 2 / 3.0)], watch.Shares());

        watch.Note(Refused());
        watch.Note(Refused());
        Assert.StartsWith("Made up has probably stopped sending: the last 3 requests", Assert.Single(_said.Skip(1)));

        watch.Note(Kept());
        Assert.Equal("well: source `hooks` takes again what Made up sends", Assert.Single(_said.Skip(2)));
        Assert.Null(watch.Warning("hooks"));
        Assert.Equal([("hooks", 0.0)], watch.Shares());
    }

    [Fact]
    public void What_the_sender_does_not_count_neither_adds_to_the_failures_nor_ends_them()
    {
        var watch = Watch(Dropping);
        watch.Note(Refused());
        watch.Note(Refused(status: 503));
        watch.Note(Refused() with { Method = "GET" });
        watch.Note(Kept() with { EventId = null, Reason = "handshake" });
        watch.Note(Refused() with { Source = null });
        watch.Note(Refused() with { Source = "removed" });
        Assert.Empty(_said);
        watch.Note(Refused());
        Assert.Single(_said);
    }

    [Fact]
    public void Strangers_can_have_it_said_once_an_hour_and_no_more()
    {
        var watch = Watch(Dropping);
        for (var i = 0; i < 100; i++)
        {
            watch.Note(Refused());
            watch.Note(Refused());
            watch.Note(Kept());
        }
        Assert.Single(_said, said => said.Contains("may soon", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(1));
        watch.Note(Refused());
        watch.Note(Refused());
        Assert.Equal(2, _said.Count(said => said.Contains("may soon", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_said_without_another_request_when_the_time_is_half_over_nearly_over_and_over()
    {
        var watch = Watch(Lasting);
        watch.Note(Refused(status: 503));
        _clock.Advance(TimeSpan.FromMinutes(49));
        watch.Note(Refused(status: 503));
        Assert.Empty(_said);

        var said = new TaskCompletionSource<string>();
        _heard = said.SetResult;
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.StartsWith("Made up may soon stop sending: the last 2 requests to source `hooks`, within 50 min,", await said.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await running;

        _heard = _ => { };
        _clock.Advance(TimeSpan.FromMinutes(40));
        watch.Look();
        watch.Look();
        Assert.Equal(2, _said.Count);
        watch.Note(Refused(status: 503));
        _clock.Advance(TimeSpan.FromMinutes(10));
        watch.Look();
        watch.Look();
        Assert.StartsWith("Made up has probably stopped sending: the last 3 requests to source `hooks`, within 90 min,", _said[^1]);
        Assert.Equal(3, _said.Count);
    }

    [Fact]
    public void A_slow_answer_is_said_once_an_hour_and_one_that_came_too_late_is_a_failure()
    {
        var watch = Watch("""{"timeLimit":"10s","suspends":{"failures":2,"of":"failed","text":"Then it stops."}}""");
        watch.Note(Kept(seconds: 5));
        Assert.Empty(_said);
        watch.Note(Kept(seconds: 5.1));
        watch.Note(Kept(seconds: 7));
        Assert.Equal("source `hooks` took 5.1 s to answer Made up, which takes an answer after 10 s for a failure: look at the disk's latency and at the network between.", Assert.Single(_said));
        watch.Note(Kept(seconds: 10.2));
        Assert.Equal("Made up may soon stop sending: the last request to source `hooks` was answered with an error (kept, but answered after 10 s, from 192.0.2.1). Then it stops.", _said[^1]);
        watch.Note(Kept());
        Assert.Null(watch.Warning("hooks"));
        _clock.Advance(TimeSpan.FromHours(1));
        watch.Note(Kept(seconds: 6));
        Assert.Contains("took 6.0 s", _said[^1]);
    }

    [Fact]
    public void A_sender_of_which_nothing_is_documented_is_not_warned_of()
    {
        var watch = Watch("{}");
        for (var i = 0; i < 1000; i++) watch.Note(Refused(status: 503));
        watch.Note(Kept(seconds: 100));
        Assert.Empty(_said);
        Assert.Equal([("hooks", 0.0)], watch.Shares());
        Assert.Null(watch.Warning("nothing"));
    }

    [Fact]
    public void Another_sender_in_the_place_of_one_that_failed_is_judged_by_its_own_rule()
    {
        var watch = Watch(Dropping);
        for (var i = 0; i < 3; i++) watch.Note(Refused());
        _topology = Topology("{}");
        Assert.Null(watch.Warning("hooks"));
        Assert.Equal([("hooks", 0.0)], watch.Shares());
        watch.Look();
        _topology = new([]);
        Assert.Empty(watch.Shares());
        watch.Look();
        watch.Note(Kept());
    }

    [Fact]
    public void An_event_that_was_kept_in_time_costs_no_memory_also_while_something_fails()
    {
        var watch = Watch(Dropping, Dropping);
        watch.Note(Refused());
        var kept = Kept() with { Source = "more" };
        for (var i = 0; i < 100; i++) watch.Note(kept);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) watch.Note(kept);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private Action<string> _heard = _ => { };

    private SenderWatch Watch(params string[] deliveries)
    {
        _topology = Topology(deliveries);
        return new SenderWatch(() => _topology, Hear, _clock) { Say = said => Hear("well: " + said) };
    }

    private void Hear(string said)
    {
        _said.Add(said);
        _heard(said);
    }

    private static Topology Topology(params string[] deliveries) => new([.. deliveries.Zip((string[])["hooks", "more"]).Select(one => ReceivingServer.Source(one.Second) with
    {
        Sender = ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes($$"""{"name":"made-up","title":"Made up","delivery":{{one.First}}}"""))),
    })]);

    private static RequestOutcome Refused(int status = 401) => Of(status) with { Reason = status == 401 ? "wrong signature" : "not stored" };

    private static RequestOutcome Kept(double seconds = 0.001) => Of(202) with { EventId = new Guid("018f0000-0000-7000-8000-000000000001"), Took = TimeSpan.FromSeconds(seconds) };

    private static RequestOutcome Of(int status) => new()
    {
        At = DateTimeOffset.UnixEpoch,
        RemoteAddress = "192.0.2.1",
        Method = "POST",
        Path = "/hooks",
        Status = status,
        Source = "hooks",
    };
}
