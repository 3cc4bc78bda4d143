using System.Net;
using System.Text.Json;

namespace Creel.Tests.WebConsole;

public sealed class SearchEndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_answers_with_its_matches_and_how_far_back_was_looked()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(20)));
        using var page = await JsonAsync(host, "/api/events?limit=2&q=" + Uri.EscapeDataString("title:\"title 1\"* -title:\"Title 11\""));
        Assert.Equal([19, 18], page.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()));
        Assert.True(page.RootElement.GetProperty("searched").GetProperty("complete").GetBoolean());
        Assert.Equal(MadeUp.Noon.AddSeconds(18), page.RootElement.GetProperty("searched").GetProperty("backTo").GetDateTimeOffset());

        using var last = await JsonAsync(host, $"/api/events?q=seven&before={page.RootElement.GetProperty("next").GetString()}");
        Assert.Equal(0, last.RootElement.GetProperty("events").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, last.RootElement.GetProperty("next").ValueKind);
        Assert.True(last.RootElement.GetProperty("searched").GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task An_empty_query_is_none()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(2)));
        using var page = await JsonAsync(host, "/api/events?q=%20");
        Assert.Equal(2, page.RootElement.GetProperty("events").GetArrayLength());
        Assert.False(page.RootElement.TryGetProperty("searched", out _));
    }

    [Fact]
    public async Task An_export_holds_the_matches_and_ends_where_all_would()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog([.. MadeUp.Events(600), MadeUp.Event(601, """{"a": "needle"}"""), MadeUp.Event(602)]));
        using var answer = await host.Client.GetAsync("/api/export?q=needle", Cancel);
        Assert.Contains("\"seq\":601,", Assert.Single((await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        using var later = await host.Client.GetAsync($"/api/export?q=needle&after={answer.Headers.GetValues("Creel-Next").Single()}", Cancel);
        Assert.Equal("", await later.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonDocument> JsonAsync(ConsoleHost host, string url)
    {
        var answer = await host.Client.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
