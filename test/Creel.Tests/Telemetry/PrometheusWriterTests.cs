using System.Diagnostics.Metrics;
using Creel.Telemetry;

namespace Creel.Tests.Telemetry;

public sealed class PrometheusWriterTests
{
    [Fact]
    public void Counters_start_at_zero_and_count()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();
        Assert.Contains("\ncreel_requests_received_total 0\n", page.Write());

        metrics.Received(100);
        metrics.Received(24);
        metrics.Stored(batchSize: 3, events: 2, repeats: 1);
        metrics.PrintsSkipped(9);

        var text = page.Write();
        Assert.Contains("# TYPE creel_requests_received_total counter\ncreel_requests_received_total 2\n", text);
        Assert.Contains("\ncreel_received_bytes_total 124\n", text);
        Assert.Contains("\ncreel_events_stored_total 2\n", text);
        Assert.Contains("\ncreel_repeats_total 1\n", text);
        Assert.Contains("\ncreel_prints_skipped_total 9\n", text);
        Assert.Contains("\ncreel_build_info{version=\"1.2.3\"} 1\n", text);
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound_inclusive()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();

        metrics.Acknowledged(TimeSpan.FromMilliseconds(1));
        metrics.Acknowledged(TimeSpan.FromMilliseconds(1.5));
        metrics.Acknowledged(TimeSpan.FromSeconds(60));

        var text = page.Write();
        Assert.Contains("# TYPE creel_ack_duration_seconds histogram\n", text);
        Assert.Contains("creel_ack_duration_seconds_bucket{le=\"0.0005\"} 0\n", text);
        Assert.Contains("creel_ack_duration_seconds_bucket{le=\"0.001\"} 1\n", text);
        Assert.Contains("creel_ack_duration_seconds_bucket{le=\"0.002\"} 2\n", text);
        Assert.Contains("creel_ack_duration_seconds_bucket{le=\"10\"} 2\n", text);
        Assert.Contains("creel_ack_duration_seconds_bucket{le=\"+Inf\"} 3\n", text);
        Assert.Contains("creel_ack_duration_seconds_sum 60.0025\n", text);
        Assert.Contains("creel_ack_duration_seconds_count 3\n", text);
    }

    [Fact]
    public void Gauges_show_what_is_true_at_the_scrape()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();
        var depth = 7L;
        DateTimeOffset? expiry = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        metrics.ObserveQueueDepth(() => depth);
        metrics.ObserveCertificateExpiry(() => expiry);

        Assert.Contains("# TYPE creel_inbox_queue_depth gauge\ncreel_inbox_queue_depth 7\n", page.Write());
        Assert.Contains("\ncreel_certificate_expiry_seconds 1800000000\n", page.Write());
        (depth, expiry) = (0, null);
        Assert.Contains("\ncreel_inbox_queue_depth 0\n", page.Write());
        Assert.DoesNotContain("\ncreel_certificate_expiry_seconds", page.Write());
    }

    [Fact]
    public void Labels_are_escaped()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();
        metrics.Refused("a \"quoted\" \\ reason\non two lines");
        Assert.Contains("creel_requests_refused_total{reason=\"a \\\"quoted\\\" \\\\ reason\\non two lines\"} 1\n", page.Write());
    }

    [Fact]
    public void Endless_reasons_share_one_series()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();
        for (var i = 0; i < 1000; i++) metrics.Refused($"reason {i}");
        var lines = page.Write().Split('\n')
            .Where(line => line.StartsWith("creel_requests_refused_total{", StringComparison.Ordinal)).ToList();
        Assert.Equal(101, lines.Count);
        Assert.Contains("creel_requests_refused_total{overflow=\"true\"} 900", lines);
    }

    [Fact]
    public void Two_receivers_in_one_process_do_not_mix()
    {
        using var one = new CreelMetrics("1.2.3");
        using var two = new CreelMetrics("1.2.3");
        using var pageOfOne = one.OpenPage();
        using var pageOfTwo = two.OpenPage();
        one.Received(1);
        Assert.Contains("\ncreel_requests_received_total 1\n", pageOfOne.Write());
        Assert.Contains("\ncreel_requests_received_total 0\n", pageOfTwo.Write());
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_threads_count()
    {
        using var metrics = new CreelMetrics("1.2.3");
        using var page = metrics.OpenPage();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                metrics.Refused("late");
                metrics.Acknowledged(TimeSpan.FromSeconds(0.25));
            }
        }, TestContext.Current.CancellationToken)));
        var text = page.Write();
        Assert.Contains("{reason=\"late\"} 80000\n", text);
        Assert.Contains("creel_ack_duration_seconds_sum 20000\n", text);
    }

    [Fact]
    public void An_instrument_of_a_kind_that_cannot_be_written_is_refused_at_once()
    {
        using var meter = new Meter("Other");
        meter.CreateUpDownCounter<int>("x");
        Assert.Throws<InvalidOperationException>(() => new PrometheusWriter(meter));
    }
}
