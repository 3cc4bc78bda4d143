using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>Why a signature was not taken, as an operator finds out.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExplainedTests : ConfiguredTest
{
    private const string First = "f1rst-s3cret-of-bitbucket", Second = "s3cond-s3cret-of-bitbucket", Elsewhere = "s3cret-of-gitea-here";
    private const string Body = """{"repository":{"full_name":"example/one"},"n":1}""";

    [Fact]
    public async Task Says_that_the_sender_has_the_secret_of_before_and_tries_others_running_and_stopped()
    {
        WriteConfig(Hooks(First));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, First, Body, Body));
        WriteConfig(Hooks(Second));
        await creel.PrintedAsync("was read again and is in force");

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, First, Body, Body));
        var id = await RefusedAsync();
        var shown = await RunAsync(0, "quarantine", "show", id);
        Assert.Contains("Refused with 401: wrong signature\nIt fits a secret that source `bitbucket` had before", shown);
        var row = JsonDocument.Parse(await RunAsync(0, "quarantine", "show", id, "--json")).RootElement;
        Assert.Equal("previous-secret", row.GetProperty("cause").GetString());

        Assert.Contains("Not verified: wrong signature (bitbucket: HMAC-SHA-256 of the body in the header X-Hub-Signature)\nIt fits a secret that source", await RunAsync(1, "verify", id));
        Assert.Equal("Verified (bitbucket: HMAC-SHA-256 of the body in the header X-Hub-Signature)\n", await RunAsync(0, "verify", id, "--secret", First));
        Assert.Contains("Not verified: no signature (gitea: ", await RunAsync(1, "verify", id, "--secret", First, "--sender", "gitea"));
        var json = JsonDocument.Parse(await RunAsync(0, "verify", id, "--secret", "neither", "--secret", First, "--json")).RootElement;
        Assert.True(json.GetProperty("verified").GetBoolean());
        var (exit, output, _) = await CreelProcess.RunAsync([new("CREEL_SECRET", First)], ["verify", id, "--data", Data]);
        Assert.Equal((0, true), (exit, output.StartsWith("Verified", StringComparison.Ordinal)));

        var kept = Assert.Single(await ExportAsync()).GetProperty("id").GetString()!;
        Assert.StartsWith("Verified", await RunAsync(0, "verify", kept, "--config", Config, "--secret", First), StringComparison.Ordinal);
        Assert.Contains("wrong signature", await RunAsync(1, "verify", kept, "--config", Config));

        Assert.Equal(0, await creel.StopAsync());
        Assert.StartsWith("Verified", await RunAsync(0, "verify", id, "--sender", "bitbucket", "--secret", First), StringComparison.Ordinal);
        Assert.Contains("wrong signature", await RunAsync(1, "verify", id, "--config", Config));
        await RunAsync(1, "verify", "019b7a3e-5f00-7c1d-9a2b-3c4d5e6f7a8b");
        await RunAsync(2, "verify", "nonsense");
        await AssertNothingSecretAsync(creel, shown, row.GetRawText());
    }

    [Fact]
    public async Task Says_what_was_done_to_a_body_and_whose_secret_it_is()
    {
        WriteConfig(Hooks(First));
        var creel = await ServeConfiguredAsync();
        using (var client = creel.Client(user: null)) Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, First, Body, Body.Replace(",", ",\n  ", StringComparison.Ordinal).Replace("{", "{ ", StringComparison.Ordinal)));
        Assert.Contains("It fits the JSON minified", await RunAsync(0, "quarantine", "show", await RefusedAsync()));
        Assert.Equal(0, await creel.StopAsync());

        Directory.Delete(Data, recursive: true);
        creel = await ServeConfiguredAsync();
        using (var client = creel.Client(user: null)) Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, Elsewhere, Body, Body));
        var shown = await RunAsync(0, "quarantine", "show", await RefusedAsync());
        Assert.Contains("secret of source `gitea`", shown);
        Assert.Equal(0, await creel.StopAsync());
        await AssertNothingSecretAsync(creel, shown);
    }

    private static string Hooks(string secret) => $$"""
        sources:
          bitbucket: { path: /hooks/bitbucket, sender: bitbucket, secrets: ["{{secret}}"] }
          gitea: { path: /hooks/gitea, sender: gitea, secrets: ["{{Elsewhere}}"] }

        """;

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string secret, string signed, string sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/bitbucket") { Content = Json(sent) };
        request.Headers.Add("X-Hub-Signature", "sha256=" + Hmac(secret, signed));
        request.Headers.Add("X-Event-Key", "repo:push");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static string Hmac(string secret, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    /// <summary>The id of the one that was refused, once it is kept.</summary>
    private async Task<string> RefusedAsync()
    {
        using var limit = new CancellationTokenSource(CreelProcess.Patience);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var output = await RunAsync(0, "quarantine", "list", "--json");
            if (output.Length > 0) return JsonDocument.Parse(output).RootElement.GetProperty("id").GetString()!;
        }
    }

    /// <summary>Neither in what is said nor in any file but the configuration, and no signature that a secret would have made.</summary>
    private async Task AssertNothingSecretAsync(CreelProcess creel, params string[] shown)
    {
        List<string> texts = [creel.Output, .. shown];
        foreach (var file in Directory.GetFiles(Data, "*", SearchOption.AllDirectories)) texts.Add(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        string[] never = [First, Second, Elsewhere, Hmac(Second, Body)];
        Assert.All(texts, text => Assert.All(never, one => Assert.DoesNotContain(one, text, StringComparison.Ordinal)));
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var (exit, output, error) = await CreelProcess.RunAsync([.. arguments, "--data", Data]);
        Assert.True(exit == expected, $"{string.Join(' ', arguments)} ended with {exit}: {output}{error}");
        return output;
    }
}
