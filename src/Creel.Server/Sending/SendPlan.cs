using Creel.Senders;

namespace Creel.Server.Sending;

/// <summary>What to send, how, how often and how fast.</summary>
internal sealed record SendPlan
{
    public required SendTarget Target { get; init; }

    /// <summary>Null: the sample's.</summary>
    public HttpMethod? Method { get; init; }

    /// <summary>Null: the sample's.</summary>
    public SendBody? Body { get; init; }

    /// <summary>Null: the sample's, if there is one.</summary>
    public string? ContentType { get; init; }

    /// <summary>As whom; null: as nobody in particular.</summary>
    public SenderProfile? Sender { get; init; }

    /// <summary>What the sender would send; null: what stands here alone.</summary>
    public SenderSample? Sample { get; init; }

    /// <summary>Null: nothing is signed.</summary>
    public SendSigning? Signing { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Accept any certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>How many; null: until it is stopped.</summary>
    public long? Count { get; init; }

    public required SendSchedule Schedule { get; init; }

    /// <summary>How many requests may be under way at once.</summary>
    public int Concurrency { get; init; } = 1;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
