namespace Creel.Inbox;

/// <summary>What the quarantine tells the program around it. Must be quick and must not throw.</summary>
internal sealed record QuarantineObserver
{
    /// <summary>So many refusals are on disk.</summary>
    public Action<int> Kept { get; init; } = _ => { };

    /// <summary>A refusal was counted with an earlier one.</summary>
    public Action Coalesced { get; init; } = () => { };

    /// <summary>So many refusals are not kept: too many at once, or the disk does not take them.</summary>
    public Action<int> Dropped { get; init; } = _ => { };

    /// <summary>The disk began to fail. Receiving goes on.</summary>
    public Action<Exception> Failed { get; init; } = _ => { };

    public Action Recovered { get; init; } = () => { };

    /// <summary>Explaining one came upon a mistake of ours; said for the first one only. It is kept all the same.</summary>
    public Action<Exception> Unexplained { get; init; } = _ => { };
}
