using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox;

/// <summary>packaging/prometheus-rules.yaml speaks of what a running server really measures.</summary>
public sealed partial class AlertRulesTests : BlackBoxTest
{
    [Fact]
    public async Task The_alert_rules_ask_for_metrics_that_there_are()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("{}"))).Dispose();
        using (var stranger = creel.Client(user: null)) (await stranger.PostAsync("/webhook", Json("{}"))).Dispose();
        var page = await MetricsAsync(creel);

        var asked = Metric().Matches(await RulesAsync()).Select(match => match.Value).Distinct().ToList();

        Assert.True(asked.Count >= 8);
        Assert.All(asked, name => Assert.Matches($"(?m)^{name}[ {{]", page));
    }

    [Fact]
    public async Task The_alert_rules_ask_for_reasons_that_there_are()
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        var reasons = Reasons().Matches(await RulesAsync()).SelectMany(match => match.Groups[1].Value.Split('|')).ToList();

        Assert.True(reasons.Count >= 6);
        Assert.All(reasons, reason => Assert.Contains($"\"{reason}\"", code));
    }

    private static Task<string> RulesAsync() =>
        File.ReadAllTextAsync(Repository.At("packaging", "prometheus-rules.yaml"), TestContext.Current.CancellationToken);

    private async Task<string> MetricsAsync(CreelProcess creel)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json"), TestContext.Current.CancellationToken));
        using var console = new HttpClient { BaseAddress = creel.Console };
        console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        return await console.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\bcreel_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex("reason=~?\"([^\"]+)\"")]
    private static partial Regex Reasons();
}
