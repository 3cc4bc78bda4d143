namespace Creel.Receiving;

/// <summary>The bounds of receiving.</summary>
internal sealed record ReceiveLimits
{
    /// <summary>From the headers' end to the body's end. Every sender known gives up within 30 s, so a slower one is not served anyway.</summary>
    public TimeSpan BodyDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of all bodies in flight.</summary>
    public long Memory { get; init; } = MemoryBudget.Default;
}
