using System.Text;
using System.Text.Json.Nodes;
using Creel.Inbox;
using Creel.Tests.Inbox;
using CsCheck;

namespace Creel.Tests.Importing;

/// <summary>Any events, exported and imported, are exported as they were.</summary>
public sealed class ImportRoundTripTests
{
    // Facts hold whole characters only, and none that controls.
    private static readonly Gen<string> Text = Gen.OneOf("", "x", "Grüße", "😀 🚪", "\u202e\ufffd\u00a0", "\"\\/", "a/b c", "ﷺ\u2028");
    private static readonly Gen<string?> Maybe = Gen.OneOf(Text.Select(text => (string?)text), Gen.Const((string?)null));
    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 253_402_300_799_999].Select(DateTimeOffset.FromUnixTimeMilliseconds);
    private static readonly Gen<DateTimeOffset?> MaybeTime = Gen.OneOf(Time.Select(time => (DateTimeOffset?)time), Gen.Const((DateTimeOffset?)null));

    private static readonly Gen<Facts> Facts =
        from texts in Maybe.Array[9]
        from level in Gen.OneOf(Gen.Int[1, 5].Select(level => (int?)level), Gen.Const((int?)null))
        from at in MaybeTime
        from test in Gen.Bool
        select new Facts
        {
            Type = texts[0],
            Title = texts[1],
            Level = level,
            SeverityRaw = texts[2],
            Status = texts[3],
            StatusRaw = texts[4],
            Subject = texts[5],
            Correlation = texts[6],
            OccurredAt = at,
            OccurredAtRaw = texts[7],
            Link = texts[8],
            Test = test,
        };

    // Any byte that a header can have.
    private static readonly Gen<string> HeaderValue =
        Gen.OneOf(Gen.Int[0x20, 0xFF].Select(character => (char)character), Gen.Const('\t')).Array[0, 30].Select(all => new string(all).TrimStart(' '));

    private static readonly Gen<byte[]> Headers =
        Gen.Select(Gen.OneOf("A", "a", "X-Größe", "Content-Type", "Authorization"), HeaderValue).Array[0, 5]
            .Select(Gen.OneOf((string?)null, "gzip", "identity", "br"), (headers, encoding) => HeaderLines.Encode(headers
                .Select(header => KeyValuePair.Create(header.Item1, header.Item2)).Concat(encoding is null ? [] : [new("Content-Encoding", encoding)])));

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Byte.Array[0, 2000], Gen.String[0, 500].Select(Encoding.UTF8.GetBytes), Text.Select(Encoding.UTF8.GetBytes), Gen.Const("\uFEFF{\"a\":\"\0\"}"u8.ToArray()));

    private static readonly Gen<NewEvent> Event =
        from facts in Facts
        from items in Facts.Array[0, 3]
        from headers in Headers
        from body in Body
        from texts in Maybe.Array[3]
        from at in Time
        from reading in Gen.Enum<BodyReading>()
        from marks in Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 3], Gen.Bool)
        select Events.Unique() with
        {
            ReceivedAt = at,
            Source = "one" + texts[0],
            Sender = "catalyst-center",
            Verdict = Verdict.Imported,
            Method = "PUT",
            Path = "/" + texts[1],
            Query = texts[2] is null ? "" : "?" + texts[2],
            RemoteAddress = "2001:db8::7",
            Tls = texts[0],
            Headers = headers,
            Body = body,
            BodyHash = BodyHash.Of(body),
            BodyReading = reading,
            Facts = facts,
            Items = items.Length > 1 ? items : [facts],
            SenderKey = texts[1],
            Redacted = marks.Item1 ? ["header.authorization", "body.details.\"a\""] : [],
            Imported = new ImportMarks
            {
                KeyReused = marks.Item1,
                ReceivedAtUnknown = marks.Item2,
                Repeats = marks.Item3,
                RepeatOf = marks.Item4 ? Guid.CreateVersion7() : null,
            },
        };

    [Fact]
    public async Task Gives_back_what_it_was_given() => await Event.Array[1, 20].SampleAsync(async events =>
    {
        await using var first = new ImportingInbox();
        await using var second = new ImportingInbox();
        first.Store.Append(events);
        // Kept by receiving as well: only the verdict shows where an event came from.
        first.Store.Append([Events.WithKey("k", "same"), Events.WithKey("k", "same"), Events.WithBody("same"), Events.WithBody("alike"), Events.WithBody("alike")]);
        var exported = await first.ExportAsync();
        var tally = await second.RunAsync(exported);
        Assert.Equal((events.Length + 4, 0), (tally.Added, tally.Rejected));
        Assert.Equal(Comparable(exported), Comparable(await second.ExportAsync()));
        Assert.All(second.Kept, kept => Assert.Equal(Verdict.Imported, kept.Summary.Verdict));
    }, iter: 40, threads: 1);

    private static List<string> Comparable(string export) => [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        var json = JsonNode.Parse(line)!.AsObject();
        Assert.True(json.Remove("seq") && json.Remove("verdict"));
        return json.ToJsonString();
    })];
}
