using Creel.Inbox;

namespace Creel.Receiving;

/// <summary>What became of one request: the material of the line that is printed for it.</summary>
internal sealed record RequestOutcome
{
    public required DateTimeOffset At { get; init; }
    public required string RemoteAddress { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>What was answered; 0 when the connection never came to a request.</summary>
    public required int Status { get; init; }

    public string? Source { get; init; }

    /// <summary>The event that was kept, or merged into; null for probes and refusals.</summary>
    public Guid? EventId { get; init; }

    /// <summary>The event as it was kept; null for probes, repeats and refusals.</summary>
    public NewEvent? Event { get; init; }

    /// <summary>Bytes of the body that was kept or merged.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The sender sent an event again that is kept already.</summary>
    public bool Repeat { get; init; }

    /// <summary>An earlier event with the same body, kept on its own.</summary>
    public Guid? RepeatOf { get; init; }

    /// <summary>Why a trusted proxy was not believed on where the request came from; null nearly always.</summary>
    public string? AddressDoubt { get; init; }

    /// <summary>Why it was refused, or what else is worth saying ("probe"). One short phrase, also the metric's label for refusals.</summary>
    public string? Reason { get; init; }

    /// <summary>What somebody who wonders should do next.</summary>
    public string? NextStep { get; init; }

    /// <summary>From the request's arrival to its answer.</summary>
    public TimeSpan Took { get; init; }
}
