using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A sender that is about to give us up is seen in the log, in the API and in the metrics; a handshake is no event.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SenderWarningTests : ConfiguredTest
{
    [Fact]
    public async Task PagerDuty_that_is_refused_twice_is_warned_of_until_an_event_of_its_is_kept()
    {
        WriteConfig(Sources("  pager:\n    path: /pager\n    sender: pagerduty\n    secrets: [\"made-up-secret\"]\n"));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "another secret"));
        await creel.PrintedAsync("may soon stop sending: the last 2 requests to source `pager`");

        Assert.Contains("401 wrong signature", (await SourceAsync(creel)).GetProperty("warning").GetString());
        Assert.Matches("(?m)^creel_sender_suspension_ratio{source=\"pager\"} 0\\.66", await GetAsync(creel, "/metrics"));

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "made-up-secret"));
        await creel.PrintedAsync("source `pager` takes again what");
        Assert.Equal(JsonValueKind.Null, (await SourceAsync(creel)).GetProperty("warning").ValueKind);
        Assert.Contains("creel_sender_suspension_ratio{source=\"pager\"} 0\n", await GetAsync(creel, "/metrics"));
    }

    [Fact]
    public async Task A_handshake_is_a_probe_in_the_overview_and_says_what_it_is_in_the_log()
    {
        WriteConfig(Sources("  graph:\n    path: /graph\n    sender: microsoft-graph\n    secrets: [\"made-up-secret\"]\n"));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        using var answer = await client.PostAsync("/graph?validationToken=made%3a+up", null);
        Assert.Equal("made: up", await answer.Content.ReadAsStringAsync());
        await creel.PrintedAsync("POST /graph 200 · handshake");
        var source = await SourceAsync(creel);
        Assert.Equal((1, 0, 0), (source.GetProperty("probes").GetInt32(), source.GetProperty("kept").GetInt32(), source.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public async Task The_consoles_page_shows_it()
    {
        Assert.SkipUnless(Chromium.Binary is not null, "There is no Chromium or Chrome on this machine.");
        WriteConfig(Sources("  pager:\n    path: /pager\n    sender: pagerduty\n    secrets: [\"made-up-secret\"]\n"));
        await using var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        for (var i = 0; i < 3; i++) await SendAsync(client, "another secret");
        await creel.PrintedAsync("has probably stopped sending");
        var (exit, link, error) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
        Assert.True(exit == 0, error);
        await using var browser = await Chromium.StartAsync();
        await browser.OpenAsync(new Uri(link.Trim().Split('\n', ' ')[^1]));
        await browser.UntilAsync("document.getElementById('warnings').textContent.includes('has probably stopped sending')");
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string secret)
    {
        const string body = """{"event":{"id":"01","event_type":"incident.triggered"}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pager") { Content = Json(body) };
        request.Headers.Add("X-PagerDuty-Signature", "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<JsonElement> SourceAsync(CreelProcess creel) => JsonDocument.Parse(await GetAsync(creel, "/api/sources")).RootElement.GetProperty("sources")[0];

    private async Task<string> GetAsync(CreelProcess creel, string path)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json"), TestContext.Current.CancellationToken));
        using var console = new HttpClient { BaseAddress = creel.Console };
        console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        return await console.GetStringAsync(path, TestContext.Current.CancellationToken);
    }
}
