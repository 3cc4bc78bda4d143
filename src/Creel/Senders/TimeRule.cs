using System.Globalization;

namespace Creel.Senders;

/// <summary>How a sender writes a time.</summary>
internal enum TimeFormat
{
    /// <summary>Seconds since 1970, fractions allowed.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMilliseconds,

    /// <summary>ISO 8601 with a zone, which may be written UTC. Without one the moment is unknown, so it is not a time.</summary>
    Iso,

    /// <summary>The same, of a sender whose times without a zone are UTC.</summary>
    IsoUtc,
}

/// <summary>Where a sender says when it happened, and the formats to try, in order.</summary>
internal sealed record TimeRule(FactPath[] From, TimeFormat[] Formats)
{
    // DateTimeOffset reads seven digits of a second; some senders write nine.
    private const int FractionDigits = 7;
    private static readonly string[] IsoFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];
    private static readonly string[] UtcFormats =
        [.. IsoFormats, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm"];

    public DateTimeOffset? Parse(string text)
    {
        foreach (var format in Formats)
        {
            var time = format switch
            {
                TimeFormat.UnixSeconds => Unix(text, TimeSpan.TicksPerSecond),
                TimeFormat.UnixMilliseconds => Unix(text, TimeSpan.TicksPerMillisecond),
                TimeFormat.IsoUtc => Iso(text, UtcFormats),
                _ => Iso(text, IsoFormats),
            };
            if (time is not null) return time;
        }
        return null;
    }

    /// <summary>Zero and less is how senders write "not set".</summary>
    private static DateTimeOffset? Unix(string text, long ticksPerUnit)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return null;
        if (value <= 0 || value > (DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks) / ticksPerUnit) return null;
        return DateTimeOffset.UnixEpoch.AddTicks((long)(value * ticksPerUnit));
    }

    private static DateTimeOffset? Iso(string text, string[] formats)
    {
        if (text.Length > 0 && text[^1] is 'Z' or 'z') text = text[..^1] + "+00:00";
        // Ruby, and with it GitLab, writes the zone apart: 2026-01-01 10:00:00 UTC, or +0200.
        else if (text.EndsWith(" UTC", StringComparison.Ordinal)) text = text[..^" UTC".Length] + "+00:00";
        else if (text.LastIndexOf(' ') is > 0 and var gap && gap < text.Length - 1 && text[gap + 1] is '+' or '-') text = text.Remove(gap, 1);
        var dot = text.IndexOf('.');
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - dot - 1 > FractionDigits) text = text.Remove(dot + 1 + FractionDigits, end - dot - 1 - FractionDigits);
        }
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }
}
