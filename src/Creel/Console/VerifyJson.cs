using System.Text.Json;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>Trying a kept request again, as JSON: what is asked for, and what came of it.</summary>
internal static class VerifyJson
{
    private const string Form = "The body must be {\"sender\": \"…\", \"secrets\": [\"…\"], \"url\": \"…\"}; each may be left out.";

    /// <exception cref="ProblemException">It is not that. Nothing of it is repeated: it may hold secrets.</exception>
    public static VerifyWish Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return new();
        try
        {
            using var document = JsonDocument.Parse(body);
            string? sender = null, url = null;
            List<string> secrets = [];
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals("sender")) sender = member.Value.GetString();
                else if (member.NameEquals("url")) url = member.Value.GetString();
                else if (member.NameEquals("secrets")) secrets.AddRange(member.Value.EnumerateArray().Select(secret => secret.GetString() ?? throw Bad()));
                else throw Bad();
            }
            return new() { Sender = sender, Secrets = secrets, Url = url };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad();
        }
    }

    public static void WriteWish(Utf8JsonWriter json, VerifyWish wish)
    {
        json.WriteStartObject();
        if (wish.Sender is { } sender) json.WriteString("sender", sender);
        if (wish.Url is { } url) json.WriteString("url", url);
        json.WriteStartArray("secrets");
        foreach (var secret in wish.Secrets) json.WriteStringValue(secret);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Guid id, VerifyOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("sender", outcome.Sender);
        json.WriteString("scheme", outcome.Scheme);
        json.WriteBoolean("verified", outcome.Verified);
        json.WriteString("reason", outcome.Reason);
        json.WriteString("nextStep", outcome.Explanation?.NextStep);
        json.WriteString("cause", outcome.Explanation?.Cause);
        QuarantineJson.WriteTexts(json, "tried", outcome.Explanation?.Tried ?? []);
        json.WriteEndObject();
    }

    private static ProblemException Bad() => new(Problem.BadRequest(Form));
}
