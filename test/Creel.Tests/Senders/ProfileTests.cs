using System.Globalization;
using System.Text;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Tests.Senders;

/// <summary>What profiles can say beyond what the first sender needs.</summary>
public sealed class ProfileTests
{
    private const string Batch = """
        {
          "name": "batch", "title": "Batch", "items": "events", "senderKey": { "from": ["body.delivery"], "window": "48h" },
          "facts": {
            "type": ["type", "body.topic"], "title": ["text"], "subject": ["labels.\"if name\""], "correlation": ["\"body\".id"],
            "severity": { "from": ["labels.severity", "body.severity"], "levels": { "critical": 1, "warning": 3 } },
            "status": { "from": ["firing"], "values": { "true": "active", "false": "resolved" } },
            "occurredAt": { "from": ["at"], "formats": ["unix-s", "iso"] },
            "test": [{ "is": { "trial": "yes" } }]
          }
        }
        """;

    [Fact]
    public void A_batch_is_read_item_by_item_and_summed_up()
    {
        var reading = Read(Batch, """
            {"topic": "alarms", "events": [
              {"text": "first", "firing": false, "at": 1700000001.5, "labels": {"severity": "warning", "if name": "Gi1"}, "trial": "yes",
                  "body": {"id": 7}},
              {"text": "second", "firing": true, "at": "2023-11-14T22:13:20.123456789Z",
                  "labels": {"severity": "CRITICAL", "if name": "Gi1"}},
              {"text": "third", "firing": "false"}
            ], "severity": "warning", "delivery": "d-1"}
            """);
        Assert.Equal(new Facts
        {
            Type = "alarms",
            Title = "first (and 2 more)",
            Level = 1,
            SeverityRaw = "CRITICAL",
            Status = "active",
            StatusRaw = "true",
            OccurredAt = DateTimeOffset.Parse("2023-11-14T22:13:20.1234567Z", CultureInfo.InvariantCulture),
            OccurredAtRaw = "2023-11-14T22:13:20.123456789Z",
        }, reading.Facts);
        Assert.Equal(["first", "second", "third"], reading.Items.Select(item => item.Title!));
        Assert.Equal([3, 1, 3], reading.Items.Select(item => item.Level));
        Assert.Equal(["Gi1", "Gi1", null], reading.Items.Select(item => item.Subject));
        Assert.Equal([true, false, false], reading.Items.Select(item => item.Test));
        Assert.Equal("7", reading.Items[0].Correlation);
        Assert.Equal(1_700_000_001_500, reading.Items[0].OccurredAt!.Value.ToUnixTimeMilliseconds());
        Assert.Equal("d-1", reading.SenderKey);
    }

    [Fact]
    public void Items_that_are_plain_values_are_read_with_a_dot()
    {
        const string profile = """
            { "name": "plain", "title": "Plain", "items": "changed.accounts", "facts": { "title": ["Changed: {.}"], "subject": ["."] } }
            """;
        var reading = Read(profile, """{"changed": {"accounts": ["one", 2, null, {"three": 3}]}}""");
        Assert.Equal(["one", "2", null, null], reading.Items.Select(item => item.Subject));
        Assert.Equal(["Changed: one", "Changed: 2", null, null], reading.Items.Select(item => item.Title));
        Assert.Null(Assert.Single(Read(profile, """{"changed": {"accounts": []}}""").Items).Subject);
        Assert.Null(Assert.Single(Read(profile, """{"other": 1}""").Items).Subject);
    }

    [Theory]
    [InlineData("2024-10-18T14:42:53.064834", "2024-10-18T14:42:53.064834Z")]
    [InlineData("2024-10-18 14:42", null)]
    [InlineData("2024-10-18T14:42", "2024-10-18T14:42:00Z")]
    [InlineData("2024-10-18T14:42:53Z", "2024-10-18T14:42:53Z")]
    [InlineData("2024-10-18T16:42:53+02:00", "2024-10-18T14:42:53Z")]
    [InlineData("2024-10-18", null)]
    public void A_time_without_a_zone_is_UTC_only_where_the_profile_says_so(string written, string? expected)
    {
        const string profile = """{ "name": "times", "title": "Times", "facts": { "occurredAt": { "from": ["at"], "formats": ["FORMAT"] } } }""";
        var body = $$"""{"at": "{{written}}"}""";
        var utc = Read(profile.Replace("FORMAT", "iso-utc", StringComparison.Ordinal), body).Facts.OccurredAt;
        var zoned = Read(profile.Replace("FORMAT", "iso", StringComparison.Ordinal), body).Facts.OccurredAt;
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), utc);
        Assert.Equal(written.EndsWith('Z') || written.Contains('+', StringComparison.Ordinal) ? utc : null, zoned);
    }

    [Theory]
    [InlineData("2025-03-24 17:28:40 UTC", "2025-03-24T17:28:40Z")]
    [InlineData("2025-03-24T17:28:40.5 UTC", "2025-03-24T17:28:40.5Z")]
    [InlineData("2025-03-24 17:28:40 PST", null)]
    [InlineData("2025-03-24 17:28:40UTC", null)]
    [InlineData("2025-03-24 17:28:40", null)]
    public void A_zone_may_be_written_UTC_and_no_other_name_is_guessed_at(string text, string? time)
    {
        var at = Read(Batch, $$"""{"events":[{"at":"{{text}}"}]}""").Items[0].OccurredAt;
        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), at);
    }

    [Theory]
    [InlineData("""{"topic":"t","events":[]}""", null)]
    [InlineData("""{"topic":"t","events":null}""", null)]
    [InlineData("""{"topic":"t","text":"alone"}""", "alone")]
    [InlineData("""{"topic":"t","events":{"text":"alone"}}""", "alone")]
    [InlineData("""{"topic":"t","events":[{"text":"alone"}]}""", "alone")]
    public void There_is_always_an_item(string body, string? title)
    {
        var reading = Read(Batch, body);
        Assert.Equal(("t", title), (reading.Facts.Type, reading.Facts.Title));
        Assert.Equal([reading.Facts], reading.Items);
    }

    [Theory]
    [InlineData("""[{"text":"a"},{"text":"b"}]""", "a (and 1 more)", 2)]
    [InlineData("""{"text":"a"}""", "a", 1)]
    [InlineData("""[1,{"text":"b"},null]""", "3 items", 3)]
    public void The_body_itself_can_be_the_batch(string body, string title, int items)
    {
        var reading = Read("""{"name":"b","title":"B","items":".","facts":{"title":["text"]}}""", body);
        Assert.Equal((title, items), (reading.Facts.Title, reading.Items.Count));
    }

    [Fact]
    public void A_huge_batch_is_looked_at_as_far_as_we_go_and_says_so()
    {
        var body = "[" + string.Join(',', Enumerable.Repeat("""{"trial":"yes","text":"x"}""", FactsReader.MaxItems + 5)) + "]";
        var reading = Read(Batch.Replace("\"events\"", "\".\"", StringComparison.Ordinal), body);
        Assert.Equal((FactsReader.MaxItems, BodyReading.Unparsed), (reading.Items.Count, reading.BodyReading));
        Assert.Equal("x (and 1004 more)", reading.Facts.Title);
        Assert.False(reading.Facts.Test);
    }

    [Theory]
    [InlineData("2026-01-01T10:00:00Z")]
    [InlineData("2026-01-01 10:00:00 UTC")]
    [InlineData("2026-01-01 12:00:00 +0200")]
    [InlineData("2026-01-01 05:00:00.000 -05:00")]
    public void The_zone_of_a_time_may_stand_apart(string time)
    {
        var reading = Read("""{"name":"b","title":"B","facts":{"occurredAt":{"from":["at"],"formats":["iso"]}}}""", $$"""{"at":"{{time}}"}""");
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero), reading.Facts.OccurredAt);
    }

    [Theory]
    [InlineData("2026-01-01 10:00:00")]
    [InlineData("2026-01-01 10:00:00 CET")]
    [InlineData("2026-01-01 UTC")]
    [InlineData(" UTC")]
    [InlineData("- -")]
    [InlineData("+ +")]
    public void A_time_whose_zone_is_not_known_is_none(string time) =>
        Assert.Null(Read("""{"name":"b","title":"B","facts":{"occurredAt":{"from":["at"],"formats":["iso"]}}}""", $$"""{"at":"{{time}}"}""").Facts.OccurredAt);

    [Fact]
    public void A_sender_key_that_is_too_long_is_none()
    {
        Assert.Equal(512, Read(Batch, $$"""{"delivery":"{{new string('k', 512)}}"}""").SenderKey!.Length);
        Assert.Null(Read(Batch, $$"""{"delivery":"{{new string('k', 513)}}"}""").SenderKey);
    }

    [Theory]
    [InlineData("""{"name":"x","title":"X","facts":{"colour":["a"]}}""", "colour")]
    [InlineData("""{"name":"x"}""", "title")]
    [InlineData("""{"name":"X y","title":"X"}""", "name")]
    [InlineData("""{"name":"x","title":"X","bodyLimit":0}""", "bodyLimit")]
    [InlineData("""{"name":"x","title":"X","facts":{"type":["a..b"]}}""", "character 3")]
    [InlineData("""{"name":"x","title":"X","facts":{"type":["a.\"b"]}}""", "closing quote")]
    [InlineData("""{"name":"x","title":"X","facts":{"type":["{a"]}}""", "closing brace")]
    [InlineData("""{"name":"x","title":"X","facts":{"test":[{"empty":"header.x-event"}]}}""", "not a place in the body")]
    [InlineData("""{"name":"x","title":"X","auth":[{"scheme":"guess"}]}""", "no such scheme")]
    [InlineData("""{"name":"x","title":"X","auth":[{"scheme":"hmac","algorithm":"md5","header":"X-S"}]}""", "'md5'")]
    [InlineData("""{"name":"x","title":"X","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-S","signed":"{timestamp}"}]}""", "{body}")]
    [InlineData("""{"name":"x","title":"X","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-S","signed":"{timestamp}.{body}"}]}""", "where it stands")]
    [InlineData("""{"name":"x","title":"X","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-S","timestamp":{"from":"header.X-T"}}]}""", "must be signed")]
    [InlineData("""{"name":"x","title":"X","senderKey":{"from":["a"],"window":"1h"},"delivery":{"retriesFor":"2h"}}""", "shorter than the sender")]
    [InlineData("""{"name":"x","title":"X","sample":{}}""", "sample")]
    [InlineData("""{"name":"x","title":"X","acknowledge":{"status":404}}""", "404")]
    [InlineData("""{"name":"x","title":"X","facts":{"severity":{"from":["a"],"levels":{"low":9}}}}""", "'low' has level 9")]
    [InlineData("""{"name":"x","title":"X","facts":{"status":{"from":["a"],"values":{"up":"fine"}}}}""", "'up' is 'fine'")]
    [InlineData("""{"name":"x","title":"X","facts":{"occurredAt":{"from":["a"],"formats":["local"]}}}""", "'local'")]
    [InlineData("""{"name":"x","title":"X","facts":{"test":[{}]}}""", "facts.test")]
    [InlineData("""{"name":"x","title":"X","facts":{"link":{"from":["a"],"placeholder":""}}}""", "facts.link.placeholder")]
    [InlineData("""{"name":"x","title":"X","senderKey":{"from":["a"],"window":"soon"}}""", "'soon'")]
    [InlineData("null", "empty")]
    [InlineData("nonsense", "can't be read")]
    public void A_profile_that_makes_no_sense_is_refused_with_the_reason(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Compile(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_catalogue_lists_what_we_bring()
    {
        Assert.Contains("catalyst-center", SenderCatalog.Embedded.All.Select(profile => profile.Name));
        Assert.Null(SenderCatalog.Embedded.Find("nobody"));
        Assert.All(["catalyst-center", "generic"], name => Assert.Null(SenderCatalog.Embedded.Find(name)!.SenderKey));
    }

    private static FactsReading Read(string profile, string body) =>
        FactsReader.Read(Compile(profile), Encoding.UTF8.GetBytes(body), "application/json", "");

    private static SenderProfile Compile(string json) => ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes(json)));
}
