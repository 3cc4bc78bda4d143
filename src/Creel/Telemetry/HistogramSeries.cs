using System.Globalization;
using System.Text;

namespace Creel.Telemetry;

/// <summary>A histogram: how many values up to each bound, and their sum.</summary>
internal sealed class HistogramSeries(string labels, double[] bounds) : MetricSeries(labels)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public override void Write(StringBuilder page, string name)
    {
        var upTo = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            upTo += Interlocked.Read(ref _counts[i]);
            var bound = i < bounds.Length ? Text(bounds[i]) : "+Inf";
            WriteLine(page, name + "_bucket", upTo.ToString(CultureInfo.InvariantCulture), $"le=\"{bound}\"");
        }
        WriteLine(page, name + "_sum", Text(Volatile.Read(ref _sum)));
        WriteLine(page, name + "_count", upTo.ToString(CultureInfo.InvariantCulture));
    }

    protected override void Add(double value)
    {
        // Bounds are inclusive; what is above all of them counts in the last.
        var place = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _counts[place >= 0 ? place : ~place]);
        var seen = Volatile.Read(ref _sum);
        while (true)
        {
            var was = Interlocked.CompareExchange(ref _sum, seen + value, seen);
            if (was.Equals(seen)) return;
            seen = was;
        }
    }
}
