using System.Buffers;
using System.Text;
using System.Text.Json;
using Creel.Inbox;
using Creel.Console;
using CsCheck;

namespace Creel.Tests.WebConsole;

public sealed class EventJsonTests
{
    private const string SummaryKeys =
        "id seq source sender receivedAt method path verdict type title severity level status subject correlation occurredAt link test "
        + "severityRaw statusRaw occurredAtRaw size malformed senderKey keyReused repeats repeatOf redacted";

    [Fact]
    public void A_row_has_every_fact_known_or_not()
    {
        var row = Summary(MadeUp.Event(1).Summary with { Facts = Facts.None });

        Assert.Equal(SummaryKeys.Split(' '), row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("level").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("repeatOf").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("senderKey").ValueKind);
    }

    [Fact]
    public void An_event_in_full_adds_how_it_came_and_what_it_said()
    {
        var full = Full(MadeUp.Event(1));

        Assert.Equal($"{SummaryKeys} query remoteAddress tls headers items body".Split(' '), full.EnumerateObject().Select(p => p.Name));
        Assert.Equal("?x=1", full.GetProperty("query").GetString());
        Assert.Equal("Title 1", full.GetProperty("items")[0].GetProperty("title").GetString());
    }

    [Fact]
    public void Facts_are_written_in_their_words()
    {
        var row = Summary(MadeUp.Event(3).Summary with
        {
            BodyReading = BodyReading.Unparsed,
            RepeatOf = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"),
            Redacted = ["header.authorization"],
            Facts = new Facts { Level = 5, OccurredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)) },
        });

        Assert.Equal("verified", row.GetProperty("verdict").GetString());
        Assert.Equal("2026-03-01T12:00:03.007Z", row.GetProperty("receivedAt").GetString());
        Assert.Equal("2026-01-02T01:04:05.000Z", row.GetProperty("occurredAt").GetString());
        Assert.Equal("info", row.GetProperty("severity").GetString());
        Assert.True(row.GetProperty("unparsed").GetBoolean());
        Assert.False(row.GetProperty("malformed").GetBoolean());
        Assert.Equal("01890a5d-ac96-774b-bcce-b302099a8057", row.GetProperty("repeatOf").GetString());
        Assert.Equal("header.authorization", row.GetProperty("redacted")[0].GetString());
    }

    [Fact]
    public void Every_verdict_has_a_word() => Assert.Equal(["verified", "open", "imported", "accepted"], Enum.GetValues<Verdict>()
        .Select(verdict => Summary(MadeUp.Event(1).Summary with { Verdict = verdict }).GetProperty("verdict").GetString()));

    [Fact]
    public void A_header_sent_twice_keeps_both_values_in_order()
    {
        var headers = Full(MadeUp.Event(1, "x", "X-A: 1\nX-B: b\nx-a: 2\n")).GetProperty("headers");

        Assert.Equal(["1", "2"], headers.GetProperty("X-A").EnumerateArray().Select(v => v.GetString()!));
        Assert.Equal(2, headers.EnumerateObject().Count());
    }

    [Fact]
    public void A_compressed_body_is_base64_even_if_it_reads_as_text()
    {
        var full = Full(MadeUp.Event(1, "looks like text", "Content-Encoding: gzip\n"));

        Assert.False(full.TryGetProperty("body", out _));
        Assert.Equal("looks like text", Encoding.UTF8.GetString(full.GetProperty("bodyBase64").GetBytesFromBase64()));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_fact_gives_valid_json()
    {
        var row = Summary(MadeUp.Event(1).Summary with { Facts = new Facts { Title = "a\ud800b", Subject = "\udc00" } });

        Assert.Equal("a\ufffdb", row.GetProperty("title").GetString());
    }

    [Fact]
    public void Any_body_comes_back_as_it_was() =>
        Gen.OneOf(Gen.Byte.Array[0, 60_000], Gen.String[0, 30_000].Select(s => Encoding.UTF8.GetBytes(s))).Sample(body =>
        {
            var full = Full(MadeUp.Event(1, body, ""));
            var back = full.TryGetProperty("body", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : full.GetProperty("bodyBase64").GetBytesFromBase64();
            return back.AsSpan().SequenceEqual(body);
        }, iter: 200);

    private static JsonElement Summary(EventSummary e) => Written(json => EventJson.WriteSummary(json, e));

    private static JsonElement Full(KeptEvent e) => Written(json => EventJson.WriteFull(json, e));

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(bytes)) write(json);
        using var document = JsonDocument.Parse(bytes.WrittenMemory);
        return document.RootElement.Clone();
    }
}
