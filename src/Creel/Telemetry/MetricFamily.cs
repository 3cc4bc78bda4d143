using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Creel.Telemetry;

/// <summary>One instrument's series, by their labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>More labels than this is a mistake of ours, which must not eat the memory: what comes later is counted together.</summary>
    private const int MaxSeries = 100;

    private const string Overflow = "overflow=\"true\"";

    private readonly ConcurrentDictionary<string, MetricSeries> _byTag = new(StringComparer.Ordinal);
    private readonly Func<string, MetricSeries> _newSeries;
    private readonly MetricSeries _overflow;
    private readonly string _kind;
    private readonly string _help;
    private readonly bool _observed;
    private MetricSeries? _plain;

    private MetricFamily(Instrument instrument, string kind, Func<string, MetricSeries> newSeries)
    {
        Name = PrometheusName.Of(instrument, kind == "counter");
        _kind = kind;
        _help = PrometheusName.Escape(instrument.Description ?? "");
        _observed = instrument.IsObservable;
        _newSeries = newSeries;
        _overflow = newSeries(Overflow);
    }

    public string Name { get; }

    public static MetricFamily Of(Instrument instrument) => instrument switch
    {
        Counter<long> => new(instrument, "counter", labels => new SumSeries(labels)),
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => Histogram(instrument, [.. bounds]),
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } =>
            Histogram(instrument, [.. bounds.Select(bound => (double)bound)]),
        { IsObservable: true } => new(instrument, "gauge", labels => new LastSeries(labels)),
        _ => throw new InvalidOperationException($"The instrument {instrument.Name} is of a kind that is not written."),
    };

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) Plain().Record(value);
        else Tagged(tags).Record(value);
    }

    /// <summary>Forgets what is about to be observed anew.</summary>
    public void BeforeScrape()
    {
        if (!_observed) return;
        _plain = null;
        _byTag.Clear();
    }

    public void Write(StringBuilder page)
    {
        page.Append("# HELP ").Append(Name).Append(' ').Append(_help).Append('\n');
        page.Append("# TYPE ").Append(Name).Append(' ').Append(_kind).Append('\n');
        _plain?.Write(page, Name);
        foreach (var series in _byTag.Values.OrderBy(series => series.Labels, StringComparer.Ordinal)) series.Write(page, Name);
        if (_overflow.Used) _overflow.Write(page, Name);
    }

    private static MetricFamily Histogram(Instrument instrument, double[] bounds)
    {
        var family = new MetricFamily(instrument, "histogram", labels => new HistogramSeries(labels, bounds));
        family.Plain();
        return family;
    }

    private MetricSeries Plain()
    {
        if (_plain is { } plain) return plain;
        var made = _newSeries("");
        return Interlocked.CompareExchange(ref _plain, made, null) ?? made;
    }

    private MetricSeries Tagged(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // The usual case, one label with a text, finds its series by that text without building anything.
        var key = tags is [{ Value: string only }] ? only : PrometheusName.Labels(tags);
        if (_byTag.TryGetValue(key, out var series)) return series;
        return _byTag.Count < MaxSeries ? _byTag.GetOrAdd(key, _newSeries(PrometheusName.Labels(tags))) : _overflow;
    }
}
