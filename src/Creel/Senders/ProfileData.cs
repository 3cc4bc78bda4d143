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
    public long? BodyLimit { get; set; }
    public KeyData? SenderKey { get; set; }

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

    /// <summary><c>unix-s</c>, <c>unix-ms</c>, <c>iso</c>; tried in order.</summary>
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
