using Creel.Inbox;
using Creel.Signatures;

namespace Creel.Senders;

/// <summary>A product that calls us, as data: what to know about it and where in its bodies the facts stand.</summary>
internal sealed class SenderProfile
{
    /// <summary>The name in configuration and in kept events.</summary>
    public required string Name { get; init; }

    /// <summary>The product's name.</summary>
    public required string Title { get; init; }

    /// <summary>The profile as it is written: what pages about it show.</summary>
    public required ProfileData Data { get; init; }

    /// <summary>What an operator should know of it.</summary>
    public required string Docs { get; init; }

    /// <summary>Addresses of the public documentation that this comes from.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What was not found there, in sentences.</summary>
    public IReadOnlyList<string> Unconfirmed { get; init; } = [];

    /// <summary>Steps for who sets it up; <c>{url}</c> is the source's URL.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>How it proves itself, strongest first.</summary>
    public IReadOnlyList<SenderAuth> Auth { get; init; } = [];

    /// <summary>Of these the ones that <c>secrets</c> are for.</summary>
    public IEnumerable<SignatureScheme> Schemes => Auth.Select(auth => auth.Scheme).OfType<SignatureScheme>();

    /// <summary>The secrets that it writes into its bodies.</summary>
    public BodySecrets BodySecrets => field ??= BodySecrets.At([.. Schemes.OfType<BodySecretScheme>().Select(scheme => scheme.Place)]);

    /// <summary>What it asks before it sends, as it is written.</summary>
    public IReadOnlyList<HandshakeData> Handshakes { get; init; } = [];

    /// <summary>The same, to answer it.</summary>
    public HandshakeRules HandshakeRules { get; init; } = HandshakeRules.None;

    public SenderDelivery Delivery { get; init; } = new();
    public AcknowledgeData? Acknowledge { get; init; }
    public SampleData? Sample { get; init; }

    /// <summary>Bytes a body may have; null: the default.</summary>
    public long? BodyLimit { get; init; }

    /// <summary>The documented id that the sender repeats when it retries; null when none is documented: then nothing is merged.</summary>
    public SenderKeyRule? SenderKey { get; init; }

    /// <summary>Places that don't count when two bodies are compared.</summary>
    public FactPath[] SameBody { get; init; } = [];

    /// <summary>In a form the field that holds the JSON document; null: its fields are the members.</summary>
    public string? Form { get; init; }

    /// <summary>There is something to look for in a form.</summary>
    public bool ReadsForms => BodyPaths.Count > 0 || ItemPaths is not null;

    /// <summary>The headers that facts stand in.</summary>
    public HeaderPlaces Headers { get; init; } = new([]);

    public required PathTree BodyPaths { get; init; }

    /// <summary>The paths inside an item of a batch; null when the sender sends no batches.</summary>
    public PathTree? ItemPaths { get; init; }

    /// <summary>Where in the body the items are.</summary>
    public FactPath Items { get; init; }

    public required FactRules Facts { get; init; }
}

/// <summary>One way in which a sender proves itself.</summary>
/// <param name="Data">As it is written.</param>
/// <param name="Scheme">What checks it with a secret; null for HTTP Basic and client certificates, which have keys of their own.</param>
internal sealed record SenderAuth(AuthData Data, SignatureScheme? Scheme);

/// <summary>What a sender does when we are slow, or fail. Null: not documented.</summary>
internal sealed record SenderDelivery
{
    public TimeSpan? TimeLimit { get; init; }
    public string? Retries { get; init; }
    public TimeSpan? RetriesFor { get; init; }
    public SuspendsData? Suspends { get; init; }

    /// <summary>Of <see cref="Suspends"/>: so long a time of nothing but failures.</summary>
    public TimeSpan? SuspendsAfter { get; init; }
}

/// <summary>Where the sender key stands and how long it is remembered.</summary>
internal sealed record SenderKeyRule(FactPath[] From, TimeSpan Window)
{
    /// <summary>A key that is too long to be kept whole is no key: cut, it could match another one.</summary>
    public string? Read(in CapturedValues values) =>
        values.First(From, FactText.Limit + 1) is { Length: <= FactText.Limit } key ? key : null;
}

/// <summary>Where each fact stands: for each the places to look at, the first that says anything wins.</summary>
internal sealed class FactRules
{
    public FactPath[] Type { get; init; } = [];
    public FactPath[] Title { get; init; } = [];
    public FactPath[] Subject { get; init; } = [];
    public FactPath[] Correlation { get; init; } = [];
    public ValueMap<int>? Severity { get; init; }
    public ValueMap<string>? Status { get; init; }
    public TimeRule? OccurredAt { get; init; }
    public LinkRule? Link { get; init; }
    public TestRule[] Test { get; init; } = [];

    public Facts Read(in CapturedValues values, string remoteAddress)
    {
        var severity = Severity is null ? null : values.First(Severity.From);
        var status = Status is null ? null : values.First(Status.From);
        var occurredAt = OccurredAt is null ? null : values.First(OccurredAt.From);
        return new Facts
        {
            Type = values.First(Type),
            Title = values.First(Title, FactText.TitleLimit),
            Level = severity is not null && Severity!.TryFind(severity, out var level) ? level : null,
            SeverityRaw = severity,
            Status = status is not null && Status!.TryFind(status, out var state) ? state : null,
            StatusRaw = status,
            Subject = values.First(Subject),
            Correlation = values.First(Correlation),
            OccurredAt = occurredAt is null ? null : OccurredAt!.Parse(occurredAt),
            OccurredAtRaw = occurredAt,
            Link = Link?.Read(values, remoteAddress),
            Test = IsTest(values),
        };
    }

    private bool IsTest(in CapturedValues values)
    {
        foreach (var rule in Test)
        {
            if (rule.Holds(values)) return true;
        }
        return false;
    }
}
