using System.IO.Compression;
using System.Text;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Tests.Inbox;

namespace Creel.Tests.Receiving;

/// <summary>Making events of refused requests, exactly once.</summary>
public sealed class QuarantineAcceptanceTests : IAsyncLifetime
{
    private RefusingServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RefusingServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Makes_an_event_that_is_read_like_any_other_and_keeps_its_time()
    {
        var refused = Kept(Refusals.Unique(body: """{"eventId": "NETWORK-DEVICES-3-210"}"""));
        var outcome = await AcceptAsync(refused.Id);
        Assert.Equal(new AcceptOutcome(refused.Id), outcome);
        var made = _server.Events.Find(refused.Id)!;
        Assert.Equal(Verdict.Accepted, made.Summary.Verdict);
        Assert.Equal(refused.At, made.Summary.ReceivedAt);
        Assert.Equal("NETWORK-DEVICES-3-210", made.Summary.Facts.Type);
        Assert.Equal(refused.Body, made.Body);
        Assert.Equal(refused.Headers, made.Headers);
        Assert.Equal((refused.Query, refused.RemoteAddress, refused.Tls), (made.Query, made.RemoteAddress, made.Tls));
        Assert.Equal(refused.Redacted, made.Summary.Redacted);
        Assert.Equal(refused.Id, _server.Quarantine.Find(refused.Id)!.Row.AcceptedAs);
    }

    [Fact]
    public async Task Makes_one_event_however_many_ask_at_once_and_again()
    {
        var refused = Kept(Refusals.Unique());
        var acceptance = _server.Acceptance();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => acceptance.AcceptAsync(refused.Id, null, default))));
        Assert.Single(outcomes, outcome => !outcome.Already);
        Assert.All(outcomes, outcome => Assert.Equal(refused.Id, outcome.EventId));
        Assert.Equal(new AcceptOutcome(refused.Id, Already: true), await AcceptAsync(refused.Id));
        Assert.Equal(1, _server.Events.LastSeq());
    }

    [Fact]
    public async Task Makes_no_second_event_after_a_crash_between_the_event_and_the_mark()
    {
        var refused = Kept(Refusals.Unique());
        _server.Quarantine.FailsToMark = true;
        Assert.Equal(refused.Id, (await AcceptAsync(refused.Id)).EventId);
        Assert.Null(_server.Quarantine.Find(refused.Id)!.Row.AcceptedAs);

        _server.Quarantine.FailsToMark = false;
        Assert.Equal(new AcceptOutcome(refused.Id, Already: true), await AcceptAsync(refused.Id));
        Assert.Equal(refused.Id, _server.Quarantine.Find(refused.Id)!.Row.AcceptedAs);
        Assert.Equal(1, _server.Events.LastSeq());
    }

    [Fact]
    public async Task Marks_a_look_alike_of_a_kept_event_as_any_other()
    {
        var kept = Events.WithBody("""{"same": 1}""");
        await _server.Inbox.KeepAsync(kept);
        var refused = Kept(Refusals.Unique(body: """{"same": 1}"""));
        await AcceptAsync(refused.Id);
        Assert.Equal(kept.Id, _server.Events.Find(refused.Id)!.Summary.RepeatOf);
    }

    [Theory]
    [InlineData("gzip", "Fine", "NETWORK-DEVICES-3-210")]
    [InlineData("snappy", "Unparsed", null)]
    [InlineData("br", "Unparsed", null)]
    public async Task Reads_facts_through_compression_and_lets_in_what_can_not_be_decoded(string encoding, string reading, string? type)
    {
        var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest)) gzip.Write("""{"eventId": "NETWORK-DEVICES-3-210"}"""u8);
        var refused = Kept(Refusals.Unique() with
        {
            Body = body.ToArray(),
            Headers = Encoding.ASCII.GetBytes($"Content-Type: application/json\nContent-Encoding: {encoding}\n"),
        });
        await AcceptAsync(refused.Id);
        var made = _server.Events.Find(refused.Id)!;
        Assert.Equal((reading, type), (made.Summary.BodyReading.ToString(), made.Summary.Facts.Type));
        Assert.Equal(refused.Body, made.Body);
    }

    [Theory]
    [InlineData("Cut", "webhook", "{}", "whole")]
    [InlineData("Unread", "webhook", "", "never read")]
    [InlineData("Whole", "webhook", "", "probe")]
    [InlineData("Whole", "gone", "{}", "no source `gone` any more")]
    [InlineData("Whole", null, "{}", "--source NAME")]
    public async Task Says_why_something_can_not_be_an_event(string extent, string? source, string body, string said)
    {
        var refused = Kept(Refusals.Unique(source: source, body: body) with { Extent = Enum.Parse<BodyExtent>(extent) });
        var outcome = await AcceptAsync(refused.Id);
        Assert.Null(outcome.EventId);
        Assert.Contains(said, outcome.Problem);
        Assert.Equal(0, _server.Events.LastSeq());
        Assert.Null(_server.Quarantine.Find(refused.Id)!.Row.AcceptedAs);
    }

    [Fact]
    public async Task Takes_what_was_sent_to_a_wrong_path_as_the_source_that_the_operator_names()
    {
        var refused = Kept(Refusals.Unique(source: null));
        Assert.Equal(refused.Id, (await _server.Acceptance().AcceptAsync(refused.Id, "small", default)).EventId);
        Assert.Equal("small", _server.Events.Find(refused.Id)!.Summary.Source);
    }

    [Fact]
    public async Task Knows_nothing_of_an_id_that_was_never_given() =>
        Assert.Equal(AcceptOutcome.Missing, await AcceptAsync(Guid.CreateVersion7(Events.Noon)));

    [Fact]
    public async Task Marks_nothing_when_the_inbox_can_not_keep_it_and_lets_it_in_later()
    {
        var refused = Kept(Refusals.Unique());
        _server.Inbox.Dispose();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AcceptAsync(refused.Id));
        Assert.Null(_server.Quarantine.Find(refused.Id)!.Row.AcceptedAs);

        using var inbox = new InboxWriter(_server.Events, new InboxObserver { WriterDied = e => throw e }, TimeProvider.System);
        var later = new QuarantineAcceptance(_server.Quarantine, _server.Events, inbox, () => _server.Topology, TimeProvider.System);
        Assert.Equal(refused.Id, (await later.AcceptAsync(refused.Id, null, default)).EventId);
    }

    private RefusedRequest Kept(RefusedRequest refused)
    {
        _server.Quarantine.Write([refused], []);
        return refused;
    }

    private Task<AcceptOutcome> AcceptAsync(Guid id) => _server.Acceptance().AcceptAsync(id, null, TestContext.Current.CancellationToken);
}
