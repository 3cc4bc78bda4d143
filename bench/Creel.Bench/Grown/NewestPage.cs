using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Creel.Bench.Compare;
using Creel.Bench.Parties;

namespace Creel.Bench.Grown;

/// <summary>How long the console waits for its first page.</summary>
internal static class NewestPage
{
    private const int PageSize = 50;
    private const int Times = 200;

    /// <summary>The first answer after the start, and the median of those that follow, in milliseconds.</summary>
    public static async Task<(double First, double Middle)> MeasureAsync(Place place, CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(place, stop));
        var page = new Uri($"http://127.0.0.1:{place.ConsolePort}/api/events?limit={PageSize}");
        var first = await OnceAsync(client, page, stop);
        var times = new double[Times];
        for (var i = 0; i < Times; i++) times[i] = await OnceAsync(client, page, stop);
        return (first, Median.Of(times));
    }

    private static async Task<double> OnceAsync(HttpClient client, Uri page, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(page, stop);
        var body = await response.Content.ReadAsByteArrayAsync(stop);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (!response.IsSuccessStatusCode) throw new BenchException($"The newest page was answered with {(int)response.StatusCode}.");
        using var parsed = JsonDocument.Parse(body);
        var events = parsed.RootElement.GetProperty("events").GetArrayLength();
        return events == PageSize ? took : throw new BenchException($"The newest page holds {events} events instead of {PageSize}.");
    }

    public static async Task<string> TokenAsync(Place place, CancellationToken stop)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(place.At("data/secrets.json"), stop));
        return secrets.RootElement.GetProperty("apiToken").GetString() ?? throw new BenchException("secrets.json holds no API token.");
    }
}
