using System.Globalization;

namespace Creel.Configuration;

/// <summary>Durations and sizes, each with a unit: a bare number says nothing, and a wrong guess deletes events.</summary>
internal static class ConfigUnits
{
    private static readonly (string Unit, long Bytes)[] Sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(36_500);

    public static Parsed<TimeSpan> ParseDuration(string text, string shown)
    {
        var wrong = new Complaint($"is {shown}, which is no duration.", "Write a number and a unit: 90d, 12h, 30m or 45s.");
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return wrong;
        long? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => null };
        if (seconds is null) return wrong;
        if (number == 0) return new Complaint("is no time at all.", "Write at least 1s; to leave something without limit, remove the key.");
        return number > (long)LongestDuration.TotalSeconds / seconds
            ? new Complaint("is more than a hundred years.", "Remove the key: what has no limit needs none.")
            : TimeSpan.FromSeconds(number * seconds.Value);
    }

    public static Parsed<long> ParseSize(string text, string shown)
    {
        var wrong = new Complaint($"is {shown}, which is no size.", "Write a number and a unit: 20GB, 256MB, 64KiB, 512B.");
        var unit = Array.Find(Sizes, size => text.EndsWith(size.Unit, StringComparison.OrdinalIgnoreCase));
        if (unit.Unit is null) return wrong;
        var number = text.AsSpan(0, text.Length - unit.Unit.Length).TrimEnd(' ');
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || number[0] == '.' || number[^1] == '.') return wrong;
        if (count > (decimal)(1L << 60) / unit.Bytes) return new Complaint("is more than any disk holds.", "Remove the key: what has no limit needs none.");
        var bytes = (long)(count * unit.Bytes);
        return bytes > 0 ? bytes : new Complaint("is no byte at all.", "Write at least 1B.");
    }
}
