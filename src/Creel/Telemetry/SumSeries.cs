using System.Globalization;
using System.Text;

namespace Creel.Telemetry;

/// <summary>A counter.</summary>
internal sealed class SumSeries(string labels) : MetricSeries(labels)
{
    private long _sum;

    public override void Write(StringBuilder page, string name) =>
        WriteLine(page, name, Interlocked.Read(ref _sum).ToString(CultureInfo.InvariantCulture));

    protected override void Add(double value) => Interlocked.Add(ref _sum, (long)value);
}
