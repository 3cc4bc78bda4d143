using System.Globalization;

namespace Creel.Server.Tailing;

/// <summary>That some events were not shown: how many, why, and where they are.</summary>
internal static class LostText
{
    public static string Of(long lost) => string.Create(CultureInfo.InvariantCulture,
        $"{lost:N0} {(lost == 1 ? "event" : "events")} skipped: they came faster than they were taken, or are no longer kept. `creel list` and `creel export` have what is kept.");
}
