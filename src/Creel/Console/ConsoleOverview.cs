using Creel.Configuration;
using Creel.Inbox;
using Creel.Telemetry;

namespace Creel.Console;

/// <summary>What <c>/api/sources</c> and <c>/api/stats</c> tell of a running server. Nothing of it reads events.</summary>
internal sealed record ConsoleOverview
{
    public required string Version { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required TimeProvider Time { get; init; }
    public required Func<Topology> Topology { get; init; }
    public required SourceActivity Activity { get; init; }
    public required RetentionState Retention { get; init; }

    /// <summary>What an operator should know of a source's sender; null: nothing.</summary>
    public Func<string, string?> Warning { get; init; } = _ => null;

    /// <summary>Events that wait for the disk.</summary>
    public required Func<long> QueueDepth { get; init; }

    /// <summary>Events imported since the start.</summary>
    public required Func<long> Imported { get; init; }

    /// <summary>Free bytes of the volume; null when they are not known.</summary>
    public required Func<long?> FreeBytes { get; init; }

    /// <summary>Events deleted since the start, for a reason.</summary>
    public required Func<string, long> Deleted { get; init; }

    /// <summary>Null where refused requests are not kept.</summary>
    public QuarantineCounts? Quarantine { get; init; }
}

/// <summary>What became of refused requests since the start, and what they take on disk.</summary>
internal sealed record QuarantineCounts
{
    public required Func<long> Bytes { get; init; }
    public required Func<long> Kept { get; init; }
    public required Func<long> Coalesced { get; init; }
    public required Func<long> Dropped { get; init; }
}
