using System.Globalization;

namespace Creel.Search;

/// <summary>Reads the moments that <c>after:</c> and <c>before:</c> take: a date, with or without a time of day, or an age.</summary>
internal static class QueryTime
{
    private const long LongestAge = 36_525L * 86_400;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM", "yyyy",
    ];

    private static readonly string[] FormatsWithOffset = [.. Formats.Where(format => format.Contains(':')).Select(format => format + "zzz")];

    /// <summary>Microseconds since 1970. A date without an offset has that of <paramref name="now"/>.</summary>
    public static long Read(QueryValue value, DateTimeOffset now)
    {
        var text = value.Text;
        if (value.IsPrefix) throw Wrong(value);
        if (Age(text) is { } seconds) return EventFacts.Microseconds(now) - seconds * 1_000_000;
        if (text.EndsWith('Z') || text.EndsWith('z')) return Date(value, text.AsSpan(0, text.Length - 1), TimeSpan.Zero);
        return DateTimeOffset.TryParseExact(text, FormatsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)
            ? EventFacts.Microseconds(exact)
            : Date(value, text, now.Offset);
    }

    private static long Date(QueryValue value, ReadOnlySpan<char> text, TimeSpan offset)
    {
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) throw Wrong(value);
        // Counted rather than made a DateTimeOffset of, which has no place for what an offset does to the years 1 and 9999.
        return (date.Ticks - offset.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }

    private static long? Age(string text)
    {
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        int? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, 'w' => 604_800, _ => null };
        return number <= LongestAge / seconds ? number * seconds : null;
    }

    private static QueryException Wrong(QueryValue value) => value.Wrong($"`{value.Text}` is neither a date nor an age.",
        "Write 2026-03-01, 2026-03-01T14:30, 2026-03-01T14:30Z, or an age such as 30m, 2h, 7d or 4w.");
}
