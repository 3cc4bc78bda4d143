namespace Creel.Handling;

/// <summary>How long to wait before the next attempt: it doubles, has a limit, and a part of it is left to chance, so that many that failed at once don't come back at once.</summary>
internal static class RetryDelay
{
    private const double LeftToChance = 0.2;

    /// <param name="failed">Attempts that failed, at least one.</param>
    /// <param name="first">The delay after the first.</param>
    /// <param name="longest">The limit.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int failed, TimeSpan first, TimeSpan longest, double chance)
    {
        var doubled = first.TotalSeconds * Math.Pow(2, Math.Min(failed - 1, 60));
        return TimeSpan.FromSeconds(Math.Min(doubled, longest.TotalSeconds) * (1 - LeftToChance * chance));
    }
}
