using System.Text.Json;
using System.Text.Json.Serialization;

namespace Creel.Senders;

/// <summary>
/// A sender profile as it is written. See <see cref="ProfileCompiler"/> for what the paths may say.
/// What may be left out has a setter: generated readers give missing init-only properties null instead of their default.
/// </summary>
internal sealed record ProfileData
{
    public required string Name { get; init; }
    public required string Title { get; init; }
    public string Docs { get; set; } = "";

    /// <summary>Where its facts come from: addresses of public documentation.</summary>
    public string[] References { get; set; } = [];

    /// <summary>What was not found in public documentation, in sentences; none: everything was.</summary>
    public string[] Unconfirmed { get; set; } = [];

    /// <summary>Steps for who sets the sender up; <c>{url}</c> stands for the source's URL.</summary>
    public string[] Setup { get; set; } = [];

    /// <summary>How it proves itself, strongest first.</summary>
    public AuthData[] Auth { get; set; } = [];

    public HandshakeData[] Handshakes { get; set; } = [];
    public DeliveryData? Delivery { get; set; }
    public AcknowledgeData? Acknowledge { get; set; }
    public SampleData? Sample { get; set; }
    public long? BodyLimit { get; set; }
    public KeyData? SenderKey { get; set; }
    public SameBodyData? SameBody { get; set; }

    /// <summary>In a form-encoded body the field that holds the JSON document; null: the fields are the document's members.</summary>
    public string? Form { get; set; }

    /// <summary>Where the items of a batch are; a dot is the body itself.</summary>
    public string? Items { get; set; }

    public FactsData Facts { get; set; } = new();

    /// <exception cref="FormatException">It is not a profile; the message says where and why.</exception>
    public static ProfileData Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProfileJson.Default.ProfileData) ?? throw new FormatException("The profile is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The profile can't be read: {e.Message}", e);
        }
    }
}

/// <summary>One way in which a sender proves itself; which keys there are depends on the scheme, see <see cref="AuthCompiler"/>.</summary>
internal sealed record AuthData
{
    public required string Scheme { get; init; }
    public string? Algorithm { get; set; }
    public string? Header { get; set; }
    public string? Encoding { get; set; }
    public string? Prefix { get; set; }
    public string? Separator { get; set; }
    public string? Signed { get; set; }
    public string? Key { get; set; }
    public TimestampData? Timestamp { get; set; }
    public string? Name { get; set; }
    public string? Path { get; set; }
}

internal sealed record TimestampData
{
    /// <summary><c>header.NAME</c>, <c>parameter.NAME</c> or <c>body.PATH</c>.</summary>
    public required string From { get; init; }

    /// <summary><c>s</c>, <c>ms</c> or <c>iso</c>.</summary>
    public string Unit { get; set; } = "s";

    /// <summary>For example <c>5m</c>, either way.</summary>
    public string Tolerance { get; set; } = "5m";
}

/// <summary>A question that a sender asks before it sends, and how it wants it answered.</summary>
internal sealed record HandshakeData
{
    public required string Kind { get; init; }
    public string? Query { get; set; }
    public string? Header { get; set; }

    /// <summary>Places and the values that make a request this question.</summary>
    public Dictionary<string, string> When { get; set; } = [];

    /// <summary>Where in the body the challenge stands.</summary>
    public string? Challenge { get; set; }

    /// <summary>The JSON name of the answer; null: the challenge alone, as text.</summary>
    public string? As { get; set; }

    public int? Status { get; set; }
    public string? Body { get; set; }
}

/// <summary>What a sender does when we are slow, or fail.</summary>
internal sealed record DeliveryData
{
    /// <summary>For example <c>10s</c>.</summary>
    public string? TimeLimit { get; set; }

    /// <summary>A sentence.</summary>
    public string? Retries { get; set; }

    /// <summary>How long it goes on, for example <c>48h</c>.</summary>
    public string? RetriesFor { get; set; }

    public SuspendsData? Suspends { get; set; }
}

/// <summary>When a sender stops sending to us.</summary>
internal sealed record SuspendsData
{
    /// <summary>So many failures in a row.</summary>
    public int? Failures { get; set; }

    /// <summary><c>refused</c> (4xx), <c>failed</c> (5xx, no answer) or <c>any</c>.</summary>
    public string Of { get; set; } = "any";

    /// <summary>So long a time of nothing but failures.</summary>
    public string? After { get; set; }

    /// <summary>A sentence: what it does then, and how to undo it.</summary>
    public required string Text { get; init; }
}

internal sealed record AcknowledgeData
{
    public int Status { get; set; } = 202;
    public string Body { get; set; } = "";
    public string? ContentType { get; set; }
}

/// <summary>A made-up request of the sender, for trying. <c>{uuid}</c>, <c>{unix}</c>, <c>{unixms}</c> and <c>{iso}</c> are filled in when it is sent.</summary>
internal sealed record SampleData
{
    public string Method { get; set; } = "POST";
    public string ContentType { get; set; } = "application/json";
    public Dictionary<string, string> Headers { get; set; } = [];
    public string? Query { get; set; }
    public JsonElement? Body { get; set; }
    public string? Text { get; set; }
}

/// <summary>What may differ between two tries of one event.</summary>
internal sealed record SameBodyData
{
    public required string[] Ignore { get; init; }
}

internal sealed record FactsData
{
    public string[] Type { get; set; } = [];
    public string[] Title { get; set; } = [];
    public string[] Subject { get; set; } = [];
    public string[] Correlation { get; set; } = [];
    public SeverityData? Severity { get; set; }
    public StatusData? Status { get; set; }
    public TimeData? OccurredAt { get; set; }
    public LinkData? Link { get; set; }
    public TestData[] Test { get; set; } = [];
}

internal sealed record KeyData
{
    public required string[] From { get; init; }

    /// <summary>For example <c>48h</c>.</summary>
    public required string Window { get; init; }
}

internal sealed record SeverityData
{
    public required string[] From { get; init; }

    /// <summary>The sender's words, each with its level, 1 to 5.</summary>
    public required Dictionary<string, int> Levels { get; init; }
}

internal sealed record StatusData
{
    public required string[] From { get; init; }

    /// <summary>The sender's words, each with <c>active</c>, <c>resolved</c>, <c>acknowledged</c> or <c>ignored</c>.</summary>
    public required Dictionary<string, string> Values { get; init; }
}

internal sealed record TimeData
{
    public required string[] From { get; init; }

    /// <summary><c>unix-s</c>, <c>unix-ms</c>, <c>iso</c>, <c>iso-utc</c> (UTC where no zone is written); tried in order.</summary>
    public required string[] Formats { get; init; }
}

internal sealed record LinkData
{
    public required string[] From { get; init; }
    public bool HtmlEscaped { get; set; }

    /// <summary>What the sender leaves standing where its own host name belongs.</summary>
    public string? Placeholder { get; set; }

    /// <summary>Where it names its host; else the address it called from is taken.</summary>
    public string[] Host { get; set; } = [];
}

internal sealed record TestData
{
    /// <summary>Paths and the values they must have.</summary>
    public Dictionary<string, string> Is { get; set; } = [];

    /// <summary>A place in which nothing may say anything…</summary>
    public string? Empty { get; set; }

    /// <summary>…these names left out of account.</summary>
    public string[] Besides { get; set; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ProfileData))]
internal sealed partial class ProfileJson : JsonSerializerContext;
