namespace Creel.Inbox;

/// <summary>
/// How much may be deleted in one go, so that whoever waits to be kept does not notice: measured, because nobody knows a
/// disk beforehand. An event weighs one, a long body more.
/// </summary>
internal sealed class StepBudget(TimeSpan target)
{
    private const int Least = 8;
    private const int Most = 4096;
    private const long BytesOfOne = 32 << 10;

    public int Weight { get; private set; } = 64;

    public static int Of(long bodyBytes) => (int)(1 + bodyBytes / BytesOfOne);

    /// <summary>A step of this weight took so long.</summary>
    public void Took(TimeSpan time, int weight)
    {
        if (weight <= 0) return;
        var fits = weight * (target / (time > TimeSpan.Zero ? time : TimeSpan.FromTicks(1)));
        // One fast or slow step says little: at most half as much again, at least half.
        var next = Math.Clamp(fits, Weight * 0.5, Weight * 1.5);
        if (weight < Weight && next > Weight) return;
        Weight = Math.Clamp((int)Math.Ceiling(next), Least, Most);
    }
}
