using System.IO.Pipelines;
using System.Text;
using Creel.Importing;
using Creel.Inbox;
using Creel.Tests.Receiving;
using static Creel.Tests.Importing.ImportingInbox;

namespace Creel.Tests.Importing;

/// <summary>What becomes of the lines of an import.</summary>
public sealed class ImportTests : IAsyncDisposable
{
    private readonly ImportingInbox _inbox = new();

    public ValueTask DisposeAsync() => _inbox.DisposeAsync();

    [Fact]
    public async Task Keeps_an_event_as_it_is_written_and_marks_it_as_imported()
    {
        var id = Guid.CreateVersion7();
        var tally = await _inbox.RunAsync(Line(("id", $"\"{id}\""), ("source", "\"gone\""), ("sender", "\"unheard-of\""), ("senderKey", "\"k\""), ("repeats", "3"),
            ("unparsed", "true"), ("redacted", """["header.authorization","query.token"]"""), ("query", "\"?a=b\""), ("tls", "\"TLS 1.3\""),
            ("remoteAddress", "\"2001:db8::7\""), ("occurredAt", "\"2025-01-02T03:04:05+01:00\""), ("later", """{"a":[1,{}]}"""), ("seq", "\"whatever\"")));
        Assert.Equal((1, 1, 0, 0), (tally.Read, tally.Added, tally.Already, tally.Rejected));
        var kept = Assert.Single(_inbox.Kept);
        Assert.Equal((id, "gone", "unheard-of", Verdict.Imported, "PUT", 3, "k"), (kept.Summary.Id, kept.Summary.Source, kept.Summary.Sender,
            kept.Summary.Verdict, kept.Summary.Method, kept.Summary.Repeats, kept.Summary.SenderKey));
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 12, 0, 0, 123, TimeSpan.Zero), kept.Summary.ReceivedAt);
        Assert.Equal(new DateTimeOffset(2025, 1, 2, 2, 4, 5, TimeSpan.Zero), kept.Summary.Facts.OccurredAt);
        Assert.Equal((BodyReading.Unparsed, "?a=b", "TLS 1.3", "2001:db8::7"), (kept.Summary.BodyReading, kept.Query, kept.Tls, kept.RemoteAddress));
        Assert.Equal(["header.authorization", "query.token"], kept.Summary.Redacted);
        Assert.Equal("Interface down", kept.Summary.Facts.Title);
        Assert.Null(kept.Summary.Facts.Type);
    }

    [Fact]
    public async Task Reads_the_facts_of_a_line_that_has_none_by_the_profile_of_its_source()
    {
        var body = """ "{\"eventId\":\"NETWORK-DEVICES-3-210\",\"severity\":1,\"timestamp\":1700000000000}" """;
        await _inbox.RunAsync(Line(("title", null), ("level", null), ("sender", null), ("source", null), ("receivedAt", null), ("method", null), ("path", null), ("body", body)));
        var kept = Assert.Single(_inbox.Kept);
        Assert.Equal(("webhook", "catalyst-center", "POST", "/webhook"), (kept.Summary.Source, kept.Summary.Sender, kept.Summary.Method, kept.Summary.Path));
        Assert.Equal(("NETWORK-DEVICES-3-210", 1), (kept.Summary.Facts.Type, kept.Summary.Facts.Level));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), kept.Summary.Facts.OccurredAt);
        Assert.True(kept.Summary.ReceivedAtUnknown);
    }

    [Fact]
    public async Task Reads_the_facts_anew_when_a_sender_is_named()
    {
        await _inbox.RunAsync(Line(("sender", "\"generic\"")), sender: "catalyst-center");
        Assert.Equal(("catalyst-center", "NETWORK-DEVICES-3-210"), (_inbox.Kept[0].Summary.Sender, _inbox.Kept[0].Summary.Facts.Type));
    }

    [Fact]
    public async Task Shows_a_time_that_nobody_knows_as_unknown_and_files_it_under_the_time_of_the_import()
    {
        var clock = new HeldClock();
        await using var inbox = new ImportingInbox(clock);
        await inbox.RunAsync(Line(("receivedAt", "null")));
        var kept = inbox.Kept[0].Summary;
        Assert.Equal((true, clock.GetUtcNow()), (kept.ReceivedAtUnknown, kept.ReceivedAt));
        Assert.Contains("\"receivedAt\":null", await inbox.ExportAsync());
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("7", "not a JSON object")]
    [InlineData("{}", "no `id`")]
    [InlineData("""{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}""", "neither `body`")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("\u0000", "not JSON")]
    public async Task Tells_of_a_line_that_is_no_event(string line, string why) => await AssertRejectedAsync(line + "\n", why);

    [Theory]
    [InlineData("id", "\"01890a5dac96774bbcceb302099a8057\"", "`id` is no id")]
    [InlineData("id", "\"{01890a5d-ac96-774b-bcce-b302099a8057}\"", "`id` is no id")]
    [InlineData("id", "\"00000000-0000-0000-0000-000000000000\"", "`id` is no id")]
    [InlineData("id", "\"../../etc/passwd\"", "`id` is no id")]
    [InlineData("id", "7", "`id` is not a text")]
    [InlineData("id", "null", "`id` is null")]
    [InlineData("repeatOf", "\"x\"", "`repeatOf` is no id")]
    [InlineData("receivedAt", "\"1969-12-31T23:59:59.999Z\"", "before 1970")]
    [InlineData("receivedAt", "\"0001-01-01T00:00:00Z\"", "before 1970")]
    [InlineData("receivedAt", "\"10000-01-01T00:00:00Z\"", "is no time")]
    [InlineData("receivedAt", "\"2026-03-04T12:00:00\"", "is no time")]
    [InlineData("receivedAt", "\"2026-02-30T12:00:00Z\"", "is no time")]
    [InlineData("receivedAt", "1700000000000", "is not a text")]
    [InlineData("occurredAt", "\"yesterday\"", "is no time")]
    [InlineData("level", "6", "`level` is not a whole number from 1 to 5")]
    [InlineData("level", "1e400", "`level` is not a whole number")]
    [InlineData("level", "123456789012345678901234567890", "`level` is not a whole number")]
    [InlineData("repeats", "-1", "`repeats` is not")]
    [InlineData("repeats", "2147483648", "`repeats` is not")]
    [InlineData("title", "\"\\ud800\"", "`title` is not valid Unicode")]
    [InlineData("title", "\"a\\u0000b\"", "control character")]
    [InlineData("title", "[]", "`title` is not a text")]
    [InlineData("test", "\"yes\"", "`test` is neither")]
    [InlineData("body", "\"\\udc00\"", "`body` is not valid Unicode")]
    [InlineData("body", "{}", "`body` is not a text")]
    [InlineData("body", "null", "`body` is not a text")]
    [InlineData("bodyBase64", "\"AAAA\"", "both `body` and `bodyBase64`")]
    [InlineData("source", "\"\"", "`source` is empty")]
    [InlineData("items", "[7]", "`items` is not an object")]
    [InlineData("items", "{}", "`items` are not an array")]
    [InlineData("items", """[{"title":"a","title":"b"}]""", "`title` stands twice")]
    [InlineData("headers", "[]", "`headers` are not an object")]
    [InlineData("headers", """{"A":"b"}""", "without an array")]
    [InlineData("headers", """{"A":["b\nC: d"]}""", "more than one line")]
    [InlineData("headers", """{"A: b\nC":["d"]}""", "a name that is none")]
    [InlineData("headers", """{"":["d"]}""", "a name that is none")]
    [InlineData("headers", """{"A":["\ud800"]}""", "not valid Unicode")]
    [InlineData("headers", """{"A":["b\u0000"]}""", "more than one line")]
    [InlineData("redacted", """["a b"]""", "no path")]
    [InlineData("redacted", "7", "not an array")]
    public async Task Tells_what_is_wrong_with_a_value(string key, string json, string why) => await AssertRejectedAsync(Line((key, json)), why);

    [Theory]
    [InlineData("bodyBase64", "\"A\"")]
    [InlineData("bodyBase64", "\"####\"")]
    [InlineData("bodyBase64", "\"AAA\\u0000\"")]
    [InlineData("bodyBase64", "\"\\ud800\"")]
    public async Task Tells_of_wrong_base64(string key, string json) => await AssertRejectedAsync(Line(("body", null), (key, json)), "not base64");

    [Theory]
    [InlineData("id", "\"01890a5d-ac96-774b-bcce-b302099a8057\"")]
    [InlineData("title", "null")]
    [InlineData("body", "\"x\"")]
    [InlineData("\\u0062ody", "\"x\"")]
    public async Task Refuses_a_known_key_that_stands_twice(string key, string json)
    {
        var line = Line();
        await AssertRejectedAsync(line[..^2] + $",\"{key}\":{json}}}\n", key == "body" || key[0] == '\\' ? "`body`" : "stands twice");
    }

    [Fact]
    public async Task Nesting_without_end_costs_one_line()
    {
        await AssertRejectedAsync(Line(("later", new string('[', 100_000) + new string(']', 100_000))), "nested deeper");
        await AssertRejectedAsync(Line(("items", "[" + string.Join(',', Enumerable.Repeat("{}", 1001)) + "]")), "more than 1000");
        await AssertRejectedAsync(Line(("headers", $$"""{"A":["{{new string('x', 300_000)}}"]}""")), "256 KiB");
        await AssertRejectedAsync(Line(("title", $"\"{new string('x', 5000)}\"")), "longer than");
    }

    [Fact]
    public async Task Goes_on_after_lines_that_are_no_events_and_numbers_them_as_they_stand()
    {
        var tally = await _inbox.RunAsync("\n  \r\n" + Line() + "rubbish\n\n" + Line() + "{\"cut\": ");
        Assert.Equal((4, 2, 2), (tally.Read, tally.Added, tally.Rejected));
        Assert.Equal([4, 7], tally.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public async Task Tells_the_first_hundred_problems_and_counts_the_rest()
    {
        var tally = await _inbox.RunAsync(string.Concat(Enumerable.Repeat("rubbish\n", 250)));
        Assert.Equal((250, 100), (tally.Rejected, tally.Problems.Count));
    }

    [Fact]
    public async Task Takes_a_byte_order_mark_and_carriage_returns_for_nothing()
    {
        var tally = await _inbox.RunAsync("\uFEFF" + Line().Replace("\n", "\r\n") + Line());
        Assert.Equal((2, 0), (tally.Added, tally.Rejected));
    }

    [Fact]
    public async Task Passes_over_a_line_that_is_longer_than_any_event_and_takes_the_next()
    {
        await using var stream = new LongLine(Line());
        var tally = await _inbox.Import.RunAsync(stream, null, null, TestContext.Current.CancellationToken);
        Assert.Equal((2, 1, 1), (tally.Read, tally.Added, tally.Rejected));
        Assert.Contains("longer than 64 MiB", tally.Problems[0].Why);
    }

    [Fact]
    public async Task Adds_each_event_once_however_often_and_from_wherever_it_comes()
    {
        var lines = Enumerable.Range(0, 500).Select(_ => Line()).ToList();
        var whole = string.Concat(lines);
        var cut = await _inbox.RunAsync(whole[..(whole.Length / 2 + 50)]);
        Assert.Equal(1, cut.Rejected);
        var both = await Task.WhenAll(Task.Run(() => _inbox.RunAsync(whole)), Task.Run(() => _inbox.RunAsync(whole + whole)));
        Assert.Equal(500, cut.Added + both.Sum(tally => tally.Added));
        Assert.Equal(500, _inbox.Store.LastSeq());
        Assert.Equal(500, _inbox.Kept.Select(kept => kept.Summary.Id).Distinct().Count());
        Assert.Equal((500, 0), ((await _inbox.RunAsync(whole)).Already, (await _inbox.RunAsync("")).Read));
    }

    [Fact]
    public async Task Leaves_an_event_that_is_there_already_as_it_is()
    {
        var received = Inbox.Events.WithBody("mine");
        await _inbox.Writer.KeepAsync(received);
        var tally = await _inbox.RunAsync(Line(("id", $"\"{received.Id}\"")));
        Assert.Equal((0, 1), (tally.Added, tally.Already));
        Assert.Equal("mine", Encoding.UTF8.GetString(Assert.Single(_inbox.Kept).Body));
    }

    [Fact]
    public async Task Says_how_far_it_came_when_the_disk_fails_and_goes_on_from_there_when_it_is_repeated()
    {
        var lines = string.Concat(Enumerable.Range(0, 1000).Select(_ => Line()));
        _inbox.FailsAfter = 200;
        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(() => _inbox.RunAsync(lines));
        var added = _inbox.Store.LastSeq();
        Assert.InRange(added, 200, 999);
        Assert.Contains($"The disk is full. Until then {added} events were added", failed.Message);
        _inbox.FailsAfter = long.MaxValue;
        var tally = await _inbox.RunAsync(lines);
        Assert.Equal((added, 1000 - added), (tally.Already, tally.Added));
        Assert.Equal(1000, _inbox.Store.LastSeq());
    }

    [Fact]
    public async Task Keeps_what_came_while_nothing_more_comes()
    {
        var pipe = new Pipe();
        using var stop = new CancellationTokenSource();
        var running = _inbox.Import.RunAsync(pipe.Reader.AsStream(), null, null, stop.Token);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line() + Line() + "{\"half"), TestContext.Current.CancellationToken);
        while (_inbox.Store.LastSeq() < 2) await Task.Yield();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(2, _inbox.Store.LastSeq());
    }

    [Fact]
    public async Task Refuses_a_source_or_a_sender_that_is_not_there_before_reading_anything()
    {
        Assert.Contains("There are: webhook", (await _inbox.RunAsync(Line(), source: "nowhere")).Refused);
        Assert.Contains("catalyst-center", (await _inbox.RunAsync(Line(), sender: "nobody")).Refused);
        Assert.Equal(0, _inbox.Store.LastSeq());
    }

    [Fact]
    public async Task Wants_to_know_the_source_where_there_are_several()
    {
        await using var several = new ImportingInbox(sources: ["one", "two"]);
        var tally = await several.RunAsync(Line(("source", null)));
        Assert.Contains("one, two", Assert.Single(tally.Problems).Why);
        Assert.Equal(1, (await several.RunAsync(Line(), source: "two")).Added);
        Assert.Equal("two", several.Kept[0].Summary.Source);
    }

    [Fact]
    public async Task Runs_no_more_than_four_at_once()
    {
        var pipes = Enumerable.Range(0, 4).Select(_ => new Pipe()).ToList();
        var running = pipes.Select(pipe => _inbox.Import.RunAsync(pipe.Reader.AsStream(), null, null, default)).ToList();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _inbox.RunAsync(Line()));
        foreach (var pipe in pipes) await pipe.Writer.CompleteAsync();
        await Task.WhenAll(running);
        Assert.Equal(1, (await _inbox.RunAsync(Line())).Added);
    }

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(10, 1, 40)]
    [InlineData(10, 1000, 40)]
    [InlineData(1000, 5, 250)]
    public void Rests_while_others_are_kept(int worked, long others, int rest) =>
        Assert.Equal(TimeSpan.FromMilliseconds(rest), ImportPace.Rest(TimeSpan.FromMilliseconds(worked), others));

    private async Task AssertRejectedAsync(string line, string why)
    {
        var before = _inbox.Store.LastSeq();
        var tally = await _inbox.RunAsync(line + Line());
        var problem = Assert.Single(tally.Problems);
        Assert.Equal(1, problem.Line);
        Assert.Contains(why, problem.Why);
        Assert.Equal((1, before + 1), (tally.Added, _inbox.Store.LastSeq()));
    }

    /// <summary>A line of 65 MiB, then another one.</summary>
    private sealed class LongLine(string next) : MemoryStream
    {
        private long _left = 65L << 20;
        private bool _turned;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left > 0)
            {
                var part = (int)Math.Min(_left, buffer.Length);
                buffer.Span[..part].Fill((byte)'x');
                _left -= part;
                return ValueTask.FromResult(part);
            }
            if (!_turned)
            {
                Write(Encoding.UTF8.GetBytes("\n" + next));
                (Position, _turned) = (0, true);
            }
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
