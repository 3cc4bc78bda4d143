using System.Globalization;
using System.Text;

namespace Creel.Telemetry;

/// <summary>The numbers of one instrument with one set of labels. Recorded from any thread, without a lock.</summary>
internal abstract class MetricSeries(string labels)
{
    /// <summary>As written between the braces; empty for none.</summary>
    public string Labels { get; } = labels;

    /// <summary>Whether anything was ever recorded.</summary>
    public bool Used { get; private set; }

    public void Record(double value)
    {
        if (!Used) Used = true;
        Add(value);
    }

    public abstract void Write(StringBuilder page, string name);

    protected abstract void Add(double value);

    protected void WriteLine(StringBuilder page, string name, string value, string? more = null)
    {
        page.Append(name);
        var labels = more is null ? Labels : Labels.Length == 0 ? more : $"{Labels},{more}";
        if (labels.Length > 0) page.Append('{').Append(labels).Append('}');
        page.Append(' ').Append(value).Append('\n');
    }

    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
