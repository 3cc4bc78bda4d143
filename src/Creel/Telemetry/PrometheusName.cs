using System.Diagnostics.Metrics;
using System.Text;

namespace Creel.Telemetry;

/// <summary>Names and labels as Prometheus wants them.</summary>
internal static class PrometheusName
{
    /// <summary><c>creel.ack.duration</c> in seconds becomes <c>creel_ack_duration_seconds</c>; a counter ends in <c>_total</c>.</summary>
    public static string Of(Instrument instrument, bool counter)
    {
        var name = new StringBuilder(instrument.Name.Replace('.', '_'));
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.ToString().EndsWith(unit, StringComparison.Ordinal)) name.Append(unit);
        if (counter) name.Append("_total");
        return name.ToString();
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            labels.Append(key.Replace('.', '_')).Append("=\"").Append(Escape(value?.ToString() ?? "").Replace("\"", "\\\"")).Append('"');
        }
        return labels.ToString();
    }

    public static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");
}
