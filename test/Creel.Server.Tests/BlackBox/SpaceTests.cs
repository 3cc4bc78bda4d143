using System.Net.Http.Headers;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>What a running server says of its space.</summary>
public sealed class SpaceTests : BlackBoxTest
{
    [Fact]
    public async Task The_metrics_say_what_the_inbox_takes_what_it_may_take_and_what_was_deleted()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("{}"))).Dispose();
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json"), TestContext.Current.CancellationToken));
        using var console = new HttpClient { BaseAddress = creel.Console };
        console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        var page = await console.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.InRange(Value("creel_inbox_bytes"), 8192, 100_000_000);
        Assert.InRange(Value("creel_inbox_limit_bytes"), 1, 20_000_000_000);
        Assert.InRange(Value("creel_inbox_free_bytes"), 1, double.MaxValue);
        Assert.Equal(0, Value("creel_events_deleted_total{reason=\"age\"}"));
        Assert.Equal(0, Value("creel_events_deleted_total{reason=\"bytes\"}"));

        double Value(string name) => double.Parse(page.Split('\n').Single(line => line.StartsWith(name + " "))[(name.Length + 1)..],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
