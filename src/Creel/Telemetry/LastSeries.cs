using System.Text;

namespace Creel.Telemetry;

/// <summary>A gauge: the value last observed.</summary>
internal sealed class LastSeries(string labels) : MetricSeries(labels)
{
    private double _value;

    public override void Write(StringBuilder page, string name) => WriteLine(page, name, Text(Volatile.Read(ref _value)));

    protected override void Add(double value) => Volatile.Write(ref _value, value);
}
