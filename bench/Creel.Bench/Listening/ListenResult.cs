using System.Text.Json.Serialization;

namespace Creel.Bench.Listening;

/// <summary>What listeners found, each figure for a second.</summary>
internal sealed record ListenResult
{
    public required double EventsEach { get; init; }

    /// <summary>Of the one that got least.</summary>
    public required double LeastEvents { get; init; }

    public required double SkipsEach { get; init; }
    public required double MegabytesPerSecond { get; init; }

    /// <summary>What the listeners themselves took of the machine.</summary>
    public required double Cores { get; init; }
}

/// <summary>How it is written: on one line.</summary>
[JsonSerializable(typeof(ListenResult))]
internal sealed partial class ListenJson : JsonSerializerContext;
