using System.Text;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Tests.Senders;

public sealed class FactsReaderTests
{
    private static readonly SenderProfile Catalyst = SenderCatalog.Embedded.Find("catalyst-center")!;
    private static readonly SenderProfile Generic = SenderCatalog.Embedded.Find("generic")!;

    [Theory]
    [InlineData("application/json", BodyReading.Malformed)]
    [InlineData("Application/JSON; charset=utf-8", BodyReading.Malformed)]
    [InlineData(" text/json ;x", BodyReading.Malformed)]
    [InlineData("application/cloudevents+json", BodyReading.Malformed)]
    [InlineData("application/json-seq", BodyReading.Fine)]
    [InlineData("text/plain", BodyReading.Fine)]
    [InlineData("", BodyReading.Fine)]
    [InlineData(null, BodyReading.Fine)]
    internal void Takes_a_body_for_malformed_only_when_it_says_that_it_is_JSON(string? contentType, BodyReading expected)
    {
        foreach (var body in new[] { "{\"a\":1,}", "[1", "{} x", "hello", "", " ", "{'a':1}", "NaN", "{\"a\":1}{\"a\":2}" })
        {
            var reading = FactsReader.Read(Generic, Encoding.UTF8.GetBytes(body), contentType, "");
            Assert.Equal(expected, reading.BodyReading);
            Assert.Equal(expected == BodyReading.Malformed, reading.Problem is not null);
            Assert.Equal([Facts.None], reading.Items);
        }
    }

    [Fact]
    public void Says_where_a_body_stops_being_JSON()
    {
        var reading = FactsReader.Read(Catalyst, "{\n  \"a\": 1,\n  \"b\": x\n}"u8, "application/json", "");
        Assert.Equal("The body is not JSON at line 3, byte 8.", reading.Problem);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public void Reads_JSON_that_does_not_say_so(string? contentType) =>
        Assert.Equal("x", FactsReader.Read(Catalyst, " \r\n{\"eventId\":\"x\"}"u8, contentType, "").Facts.Type);

    [Fact]
    public void Reads_past_a_byte_order_mark()
    {
        var reading = FactsReader.Read(Catalyst, "\uFEFF{\"eventId\":\"x\"}"u8, "application/json", "");
        Assert.Equal(("x", BodyReading.Fine), (reading.Facts.Type, reading.BodyReading));
    }

    [Theory]
    [InlineData(512, BodyReading.Fine)]
    [InlineData(513, BodyReading.Unparsed)]
    [InlineData(200_000, BodyReading.Unparsed)]
    internal void Leaves_a_deep_body_unparsed_and_never_calls_it_malformed(int depth, BodyReading expected)
    {
        var body = Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
        Assert.Equal(expected, FactsReader.Read(Catalyst, body, "application/json", "").BodyReading);
        Assert.Equal(expected, FactsReader.Read(Catalyst, body, null, "").BodyReading);
        Assert.Equal(BodyReading.Malformed, FactsReader.Read(Catalyst, body.AsSpan()[..^1], "application/json", "").BodyReading);
    }

    [Fact]
    public void Knows_nothing_of_a_generic_sender()
    {
        var reading = FactsReader.Read(Generic, "{\"eventId\":\"x\",\"title\":\"y\",\"severity\":1}"u8, "application/json", "192.0.2.1");
        Assert.Equal(Facts.None, reading.Facts);
    }

    [Fact]
    public void Of_equal_names_the_last_wins_with_all_that_is_under_it()
    {
        Assert.Equal("b", Read("""{"eventId":"a","eventId":"b"}""").Type);
        Assert.Null(Read("""{"details":{"Device":"a"},"details":{}}""").Subject);
        Assert.Null(Read("""{"details":{"Device":"a"},"details":null}""").Subject);
        Assert.Equal("b", Read("""{"details":{"Device":"a","Device":"b"}}""").Subject);
    }

    [Fact]
    public void Knows_a_name_however_it_is_escaped()
    {
        Assert.Equal("x", Read("""{"\u0065vent\u0049d":"x"}""").Type);
        Assert.Null(Read("""{"\ud800eventId":"x","eventId\u0000":"y"}""").Type);
    }

    [Fact]
    public void Text_that_is_no_text_is_shown_as_replacement_characters()
    {
        Assert.Equal("a\uFFFDb\uFFFDc", Read("""{"eventId":"a\ud800b\udc00c"}""").Type);
        Assert.Equal("🚪", Read("""{"eventId":"\ud83d\udeaa"}""").Type);
        byte[] bad = [.. "{\"eventId\":\"a"u8, 0xFF, (byte)'b', 0xED, 0xA0, 0x80, .. "\"}"u8];
        Assert.Equal("a\uFFFDb\uFFFD\uFFFD\uFFFD", FactsReader.Read(Catalyst, bad, "application/json", "").Facts.Type);
    }

    [Fact]
    public void Facts_stay_on_one_line_and_are_trimmed()
    {
        Assert.Equal("a b\uFFFDc", Read("""{"eventId":"\n a\tb\u0000c \r\n"}""").Type);
        Assert.Null(Read("""{"eventId":" \t\u00a0\n"}""").Type);
    }

    [Fact]
    public void Does_not_look_behind_blanks_without_end()
    {
        Assert.Equal("x", Read($$"""{"eventId":"{{new string(' ', 512)}}x"}""").Type);
        Assert.Null(Read($$"""{"eventId":"{{new string(' ', 513)}}x"}""").Type);
    }

    [Fact]
    public void Facts_are_bounded_and_never_cut_inside_a_character()
    {
        var (type, title, issue) = (new string('a', 511), new string('ä', 5000), new string('9', 9000));
        var facts = Read($$"""{"eventId":"{{type}}🚪","title":"{{title}}","instanceId":{{issue}}}""");
        Assert.Equal((type, title[..1024], issue[..512]), (facts.Type, facts.Title, facts.Correlation));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("\"3\"", 3)]
    [InlineData("3.0", 3)]
    [InlineData("\" p2 \"", 2)]
    [InlineData("[1, 2]", 1)]
    [InlineData("[[4]]", 5)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("6", null)]
    [InlineData("1.5", null)]
    [InlineData("1e400", null)]
    [InlineData("true", null)]
    [InlineData("\"high\"", null)]
    public void Reads_a_severity_whatever_type_it_has(string json, int? level)
    {
        var facts = Read($$"""{"severity":{{json}}}""");
        Assert.Equal(level, facts.Level);
        Assert.NotNull(facts.SeverityRaw);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("[[]]")]
    public void What_says_nothing_is_missing(string json)
    {
        var facts = Read($$"""{"severity":{{json}},"timestamp":{{json}},"startTime":1700000000000,"eventId":{{json}},"type":"t"}""");
        Assert.Equal((null, null, "1700000000000", "t"), (facts.Level, facts.SeverityRaw, facts.OccurredAtRaw, facts.Type));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("99999999999999999")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-01-01T00:00:00\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("true")]
    public void A_time_that_is_none_is_kept_as_it_was_written(string json)
    {
        var facts = Read($$"""{"timestamp":{{json}}}""");
        Assert.Null(facts.OccurredAt);
        Assert.Equal(json.Trim('"'), facts.OccurredAtRaw);
    }

    private static Facts Read(string body) =>
        FactsReader.Read(Catalyst, Encoding.UTF8.GetBytes(body), "application/json", "203.0.113.9").Facts;
}
