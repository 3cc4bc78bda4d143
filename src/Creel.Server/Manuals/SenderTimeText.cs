using System.Globalization;

namespace Creel.Server.Manuals;

/// <summary>Spans of time in words.</summary>
internal static class SenderTimeText
{
    /// <summary><c>5m</c> as it is written in a profile: <c>5 minutes</c>.</summary>
    public static string Of(string written)
    {
        var count = int.Parse(written.AsSpan(0, written.Length - 1), CultureInfo.InvariantCulture);
        var unit = written[^1] switch { 's' => "second", 'm' => "minute", 'h' => "hour", _ => "day" };
        return $"{count} {unit}{(count == 1 ? "" : "s")}";
    }
}
