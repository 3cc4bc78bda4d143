using System.Globalization;
using System.Text.Json;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Senders;

/// <summary>Every profile against its vectors: adding a sender adds these.</summary>
public sealed class SenderVectorsTests
{
    // They read nothing and check what any source could.
    private static readonly string[] Without = ["generic", "any", "basic", "bearer", "header"];

    public static TheoryData<string, string> Facts => All("facts");

    public static TheoryData<string, string> Signatures => All("signatures");

    public static TheoryData<string> Profiles => [.. SenderCatalog.Embedded.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_profile_has_vectors(string sender) =>
        Assert.True(Without.Contains(sender) || SenderVectors.Of(sender, "facts").Count > 0, $"test/Creel.Tests/Senders/Vectors/{sender}.json has no facts.");

    [Fact]
    public void Vectors_are_those_of_a_profile() => Assert.All(SenderVectors.Senders, sender => Assert.NotNull(SenderCatalog.Embedded.Find(sender)));

    [Theory]
    [MemberData(nameof(Facts))]
    public void Reads_the_facts(string sender, string name)
    {
        var vector = SenderVectors.Of(sender, "facts").Single(one => SenderVectors.Name(one) == name);
        var reading = FactsReader.Read(SenderCatalog.Embedded.Find(sender)!, SenderVectors.Body(vector), SenderVectors.Text(vector, "contentType") ?? "application/json",
            "192.0.2.10", HeaderLines.Encode(SenderVectors.Headers(vector)));
        var expected = vector.GetProperty("expect");
        AssertFacts(expected, reading.Facts, name);
        if (expected.TryGetProperty("senderKey", out var key)) Assert.Equal(key.GetString(), reading.SenderKey);
        if (!expected.TryGetProperty("items", out var items)) return;
        Assert.Equal(items.GetArrayLength(), reading.Items.Count);
        foreach (var (item, facts) in items.EnumerateArray().Zip(reading.Items)) AssertFacts(item, facts, name);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Checks_the_signature(string sender, string name)
    {
        var vector = SenderVectors.Of(sender, "signatures").Single(one => SenderVectors.Name(one) == name);
        Assert.Equal(SenderVectors.Text(vector, "result"), Result(SenderCatalog.Embedded.Find(sender)!, vector));
    }

    private static string Result(SenderProfile profile, JsonElement vector)
    {
        var secrets = vector.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetString()!).ToList();
        var signatures = SourceSignatures.Bind(profile.Schemes, secrets);
        var signed = Request(vector);
        if (signatures.Deciding(signed) is not { } deciding) return SignatureAdvice.Reason(SignatureFault.Missing, profile.Schemes.First());
        var check = deciding.Check(signed, SenderVectors.Time(vector, "now") ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return check.IsGood ? "verified" : SignatureAdvice.Reason(check.Fault, deciding.Scheme);
    }

    private static SignedRequest Request(JsonElement vector)
    {
        var url = SenderVectors.Text(vector, "url") ?? "https://creel.example.net/hook";
        var slash = url.IndexOf('/', "https://".Length);
        var headers = new HeaderDictionary();
        foreach (var (name, value) in SenderVectors.Headers(vector)) headers[name] = value;
        var body = SenderVectors.Body(vector);
        return new SignedRequest
        {
            Method = SenderVectors.Text(vector, "method") ?? "POST",
            Origin = slash < 0 ? url : url[..slash],
            Target = slash < 0 ? "/" : url[slash..],
            Headers = headers,
            Body = body,
            DecodedBody = body,
        };
    }

    private static void AssertFacts(JsonElement expected, Facts facts, string name)
    {
        foreach (var fact in expected.EnumerateObject())
        {
            object? actual = fact.Name switch
            {
                "type" => facts.Type,
                "title" => facts.Title,
                "level" => facts.Level,
                "severityRaw" => facts.SeverityRaw,
                "status" => facts.Status,
                "statusRaw" => facts.StatusRaw,
                "subject" => facts.Subject,
                "correlation" => facts.Correlation,
                "occurredAt" => facts.OccurredAt,
                "link" => facts.Link,
                "test" => facts.Test,
                "senderKey" or "items" => null,
                _ => throw new FormatException($"{name}: there is no fact {fact.Name}."),
            };
            object? wanted = (fact.Name, fact.Value.ValueKind) switch
            {
                ("senderKey" or "items", _) or (_, JsonValueKind.Null) => null,
                ("occurredAt", _) => DateTimeOffset.Parse(fact.Value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                (_, JsonValueKind.Number) => fact.Value.GetInt32(),
                (_, JsonValueKind.True or JsonValueKind.False) => fact.Value.GetBoolean(),
                _ => fact.Value.GetString(),
            };
            Assert.True(Equals(wanted, actual), $"{name}: {fact.Name} is {actual ?? "missing"}, and {wanted ?? "nothing"} is expected.");
        }
    }

    private static TheoryData<string, string> All(string kind) =>
        [.. from sender in SenderVectors.Senders from one in SenderVectors.Of(sender, kind) select (sender, SenderVectors.Name(one))];
}
