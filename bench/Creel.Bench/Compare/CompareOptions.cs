using Creel.Bench.Parties;

namespace Creel.Bench.Compare;

/// <summary>What is compared, how long, and where.</summary>
internal sealed record CompareOptions
{
    public required string Creel { get; init; }

    /// <summary>The directory of flask_rx.py, nginx.conf, hooks.json.</summary>
    public required string PartyFiles { get; init; }

    /// <summary>Parts of names; none means all.</summary>
    public required string[] Only { get; init; }

    public required int Turns { get; init; }
    public required int Connections { get; init; }
    public required LoadSpan Span { get; init; }

    /// <summary>How many events the large inbox holds; 0 leaves that part out.</summary>
    public required long GrownEvents { get; init; }

    public bool Wants(Party party) =>
        Only.Length == 0 || Only.Any(part => party.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
