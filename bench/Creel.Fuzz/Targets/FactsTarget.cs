using System.Text;
using System.Text.Json;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Fuzz.Targets;

/// <summary>Any body through every profile: facts never throw, are fit to be kept, and call malformed what is.</summary>
internal static class FactsTarget
{
    private static readonly SenderProfile[] Profiles =
    [
        .. SenderCatalog.Embedded.All,
        ProfileCompiler.Compile(ProfileData.Parse("""{"name":"batch","title":"Batch","items":"details","facts":{"title":["Device"],"type":["body.eventId"]}}"""u8)),
    ];

    public static FuzzTarget Create() => new("facts", input =>
    {
        foreach (var profile in Profiles)
        {
            var reading = FactsReader.Read(profile, input, "application/json", "203.0.113.9");
            FindingException.ThrowUnless(reading.Items.Count > 0 && Fits(reading.Facts) && reading.Items.All(Fits), $"{profile.Name}: not fit to be kept: {reading.Facts}");
            FindingException.ThrowUnless(reading.BodyReading == BodyReading.Malformed == !IsJson(input), $"{profile.Name}: {reading.BodyReading}");
            FactsReader.Read(profile, input, null, "203.0.113.9");
        }
    },
        """{"eventId": "NETWORK-1", "severity": 1, "timestamp": 1732406400123, "details": {"Assurance Issue Name": "a", "Device": "198.51.100.7", "Assurance Issue Status": "active"}, "ciscoDnaEventLink": "https://192.0.2.10/a"}""",
        """{"details": [{"Device": "a"}, {"Device": 1e400}], "eventId": "\ud800"}""",
        """{"eventId": {"eventId": []}, "eventId": "b", "severity": "P1", "timestamp": "2026-11-27T10:00:00Z", "details": null}""",
        "[1, 2, [3]]", "\"a\"", "{", "nul");

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Fits(Facts facts)
    {
        string?[] texts = [facts.Type, facts.Title, facts.SeverityRaw, facts.StatusRaw, facts.Subject, facts.Correlation, facts.OccurredAtRaw, facts.Link];
        return facts.Level is null or (>= 1 and <= 5)
            && texts.All(text => text is null || (text.Length is > 0 and <= 2200 && !text.Any(char.IsControl) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text));
    }
}
