using System.IO.Compression;
using System.Text;
using Creel.Inbox;
using Creel.Search;

namespace Creel.Tests.Search;

public sealed class EventQueryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly Facts Alarm = new()
    {
        Type = "NETWORK-DEVICES-3-216",
        Title = "Uplink is down",
        Level = 1,
        Status = "active",
        Subject = "Größe.example.net",
        Correlation = "C-1",
        Link = "https://192.0.2.1/x",
    };

    private static readonly KeptEvent Kept = Event("""
        {
            "details": {"Device": "10.1.2.3", "Assurance Issue Status": "Active", "count": 42, "up": false, "none": null},
            "list": [{"name": "one"}, [{"name": "t\u0057o"}], "three"],
            "note": "Interface GigabitEthernet1\/0\/1 on the \u00dcBERSEE link went 回線障害 \ud800 down",
            "more": "up again"
        }
        """);

    [Theory]
    // Facts: whole, without case; with a star the beginning.
    [InlineData("source:catalyst"), InlineData("SOURCE:Catalyst"), InlineData("sender:catalyst-center")]
    [InlineData("title:\"uplink IS down\""), InlineData("title:uplink*"), InlineData("title:\"uplink is\"*"), InlineData("type:network-devices-3-216")]
    [InlineData("subject:gröSSe*", false), InlineData("subject:GRÖßE.EXAMPLE.NET"), InlineData("correlation:c-1"), InlineData("link:https://*")]
    [InlineData("title:uplink", false), InlineData("title:\"uplink*\"", false), InlineData("method:post"), InlineData("path:/webhook")]
    [InlineData("level:1"), InlineData("level:<=2"), InlineData("level:<1", false), InlineData("level:>0"), InlineData("level:>=2", false), InlineData("level:=1")]
    [InlineData("severity:critical"), InlineData("severity:error", false), InlineData("severity:c*"), InlineData("status:active"), InlineData("status:A*")]
    [InlineData("test:false"), InlineData("test:true", false), InlineData("verdict:verified"), InlineData("verdict:open", false), InlineData("malformed:false")]
    [InlineData("ip:192.0.2.7"), InlineData("ip:192.0.2.*"), InlineData("ip:192.0.2.0/28"), InlineData("ip:192.0.3.0/24", false), InlineData("ip:::ffff:192.0.2.7")]
    [InlineData("id:01890a5d-ac96-774b-bcce-b302099a8057"), InlineData("id:01890A5D*"), InlineData("id:01890a5d-ac96-7*"), InlineData("id:11890a5d*", false)]
    [InlineData("key:K-1"), InlineData("key:k*"), InlineData("key:k", false), InlineData("size:>100"), InlineData("size:<=100", false), InlineData("repeats:2")]
    [InlineData("has:link"), InlineData("has:occurredAt", false), InlineData("has:redacted", false), InlineData("has:repeats"), InlineData("has:body"), InlineData("title:*")]
    // Times.
    [InlineData("after:1h"), InlineData("after:0s"), InlineData("before:0s", false), InlineData("before:1h", false), InlineData("after:2026-03-04"), InlineData("after:2026-03-05", false)]
    [InlineData("after:2026-03-04T14:00"), InlineData("after:2026-03-04T14:01", false), InlineData("after:2026-03-04T12:00Z"), InlineData("after:2026-03-04T12:00:01Z", false)]
    [InlineData("before:2026-03-04T14:00:00.001"), InlineData("after:2026-03-04T05:00-07:00"), InlineData("after:\"2026-03-04 14:00\""), InlineData("after:2026-03"), InlineData("before:2027")]
    // Words of the body: whole words, in strings and numbers, not in names.
    [InlineData("interface"), InlineData("INTERFACE"), InlineData("interfac", false), InlineData("interfac*"), InlineData("GigabitEthernet1/0/1"), InlineData("gigabitethernet1/0*")]
    [InlineData("10.1.2.3"), InlineData("10.1.2", true), InlineData("10.1.3", false), InlineData("42"), InlineData("4", false), InlineData("übersee"), InlineData("two"), InlineData("t57o", false)]
    [InlineData("\"on the übersee\""), InlineData("\"on übersee\"", false), InlineData("\"the über\"*"), InlineData("\"down up\"", false), InlineData("\"up again\"")]
    [InlineData("回線"), InlineData("障"), InlineData("線回", false), InlineData("Device", false), InlineData("false", false), InlineData("\"went 回線障害 down\"")]
    // Headers and places in the body.
    [InlineData("header.x-github-event:PUSH"), InlineData("header.X-GitHub-Event:pu*"), InlineData("header.x-github-event:pu", false), InlineData("header.x-two:second"), InlineData("header.x-no:*", false)]
    [InlineData("header.x-two:*"), InlineData("header.x-odd:caf\u00c9"), InlineData("header.x:github-event", false)]
    [InlineData("body.details.Device:10.1.2.3"), InlineData("body.DETAILS.device:10.1.*"), InlineData("body.details.\"Assurance Issue Status\":active"), InlineData("body.details.device:10.1.2", false)]
    [InlineData("body.details.count:42"), InlineData("body.details.up:false"), InlineData("body.details.none:null"), InlineData("body.details.none:*", false), InlineData("body.details:*"), InlineData("body.details:x", false)]
    [InlineData("body.list.name:one"), InlineData("body.list.name:TWO"), InlineData("body.list:three"), InlineData("body.list.name:three", false), InlineData("body.nothing:*", false)]
    // Together.
    [InlineData(""), InlineData("  "), InlineData("level:1 status:active"), InlineData("level:1 status:resolved", false), InlineData("level:2 OR status:active"), InlineData("level:2 OR status:resolved", false)]
    [InlineData("-level:2"), InlineData("-level:1", false), InlineData("-has:occurredAt"), InlineData("-interface", false), InlineData("-(level:2 OR level:3)"), InlineData("-(level:1 status:active)", false)]
    [InlineData("level:2 level:3 OR level:1"), InlineData("level:2 (level:3 OR level:1)", false), InlineData("(level:1)(status:active)"), InlineData("or", false), InlineData("\"OR\"", false)]
    public void A_query_says_of_an_event_whether_it_matches(string text, bool matches = true)
    {
        var query = EventQuery.Parse(text, Noon.ToOffset(TimeSpan.FromHours(2)));
        Assert.Equal(matches, query.Matches(Kept));
        Assert.Equal(matches, query.Matches(new EventContent(Kept)));
        Assert.Equal(text, query.ToString());
    }

    [Fact]
    public void One_item_of_a_batch_must_match_all_of_the_query()
    {
        var batch = Kept with { Items = [Alarm with { Level = 1, Status = "resolved" }, Alarm with { Level = 4, Status = "active" }] };
        Assert.False(Matches("level:1 status:active", batch));
        Assert.True(Matches("level:4 status:active", batch));
        Assert.True(Matches("level:1 source:catalyst interface", batch));
        Assert.True(Matches("-level:1", batch));
        Assert.False(Matches("-level:1 -level:4", batch));
        Assert.False(Matches("-source:catalyst", batch));
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate"), InlineData("gzip, identity")]
    public void A_compressed_body_is_looked_into(string encoding)
    {
        var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "br" => new BrotliStream(output, CompressionLevel.Fastest),
            "deflate" => new DeflateStream(output, CompressionLevel.Fastest),
            _ => new GZipStream(output, CompressionLevel.Fastest),
        }) stream.Write("""{"a": "inside"}"""u8);
        var e = Event(output.ToArray(), $"Content-Encoding: {encoding}\n");
        Assert.True(Matches("inside body.a:inside", e));
        Assert.False(Matches("a", e));
    }

    [Theory]
    [InlineData("not json: \"inside\" it", "inside")]
    [InlineData("{\"inside\": ", "inside")]
    [InlineData("payload=inside&b", "\"payload inside b\"")]
    [InlineData("\ufeff{\"a\": \"b inside\"}", "\"b inside\" body.a:b*")]
    [InlineData("\"a \\u0069nside\"", "inside")]
    public void What_is_no_json_is_looked_through_as_plain_text(string body, string query) =>
        Assert.True(Matches(query, Event(Encoding.UTF8.GetBytes(body), "")));

    [Fact]
    public void A_body_that_is_kept_decoded_or_is_no_text_at_all_is_read_as_it_is()
    {
        Assert.True(Matches("inside", Event("{\"a\": \"inside\"}"u8.ToArray(), "Content-Encoding: gzip\n")));
        Assert.True(Matches("inside", Event([0xff, 0xfe, .. "inside"u8, 0xc3], "")));
        Assert.True(Matches("inside", Event([.. "{\"a\": \""u8, 0xff, .. "inside"u8, 0xff, .. "\"}"u8], "")));
        Assert.False(Matches("inside", Event([], "")));
    }

    [Fact]
    public void No_letter_outside_ascii_is_taken_for_one_inside()
    {
        for (var c = 0x80; c <= char.MaxValue; c++)
        {
            Assert.False(char.IsAscii(char.ToUpperInvariant((char)c)), $"U+{c:X4}");
            for (var letter = 'a'; letter <= 'z'; letter++)
                Assert.False(new TextPattern(letter.ToString(), false).Matches(((char)c).ToString()), $"U+{c:X4} {letter}");
        }
    }

    [Fact]
    public void Facts_are_matched_without_allocating_anything()
    {
        var query = EventQuery.Parse("level:<=2 -test:true source:cat* (title:x OR subject:größe*) after:1h id:0189* has:link", Noon);
        query.Matches(Kept);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var all = true;
        for (var i = 0; i < 100; i++) all &= query.Matches(Kept);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);
    }

    private static bool Matches(string query, KeptEvent e) => EventQuery.Parse(query, Noon).Matches(e);

    private static KeptEvent Event(string body) => Event(Encoding.UTF8.GetBytes(body),
        "Content-Type: application/json\nX-GitHub-Event: push\nX-Two: first\nX-Two: second\nX-Odd: caf\u00e9\n");

    private static KeptEvent Event(byte[] body, string headers) => new()
    {
        Summary = new EventSummary
        {
            Seq = 1,
            Id = new Guid("01890a5d-ac96-774b-bcce-b302099a8057"),
            ReceivedAt = Noon,
            Source = "catalyst",
            Sender = "catalyst-center",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/webhook",
            Facts = Alarm,
            Size = body.Length,
            SenderKey = "k-1",
            Repeats = 2,
        },
        Query = "",
        RemoteAddress = "192.0.2.7",
        Headers = Encoding.Latin1.GetBytes(headers),
        Body = body,
        Items = [Alarm],
    };
}
