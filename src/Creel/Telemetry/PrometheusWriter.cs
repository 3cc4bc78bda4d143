using System.Diagnostics.Metrics;
using System.Text;

namespace Creel.Telemetry;

/// <summary>Listens to one meter and writes what it counted in Prometheus' text format (version 0.0.4).</summary>
internal sealed class PrometheusWriter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly List<MetricFamily> _families = [];

    public PrometheusWriter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter)) return;
            var family = MetricFamily.Of(instrument);
            lock (_scrape) _families.Add(family);
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>The state of everything, as a page.</summary>
    public string Write()
    {
        var page = new StringBuilder();
        // One scrape at a time: what is observed while scraping must not be observed twice.
        lock (_scrape)
        {
            foreach (var family in _families) family.BeforeScrape();
            _listener.RecordObservableInstruments();
            foreach (var family in _families.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Write(page);
        }
        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
