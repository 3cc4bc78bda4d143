using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Tests.BlackBox;

/// <summary>What a sender that was set up once may rely on for years.</summary>
public sealed class RestartTests : BlackBoxTest
{
    [Fact]
    public async Task Stops_when_it_is_asked_to_the_moment_it_has_started()
    {
        for (var round = 0; round < 12; round++) Assert.Equal(0, await (await ServeAsync()).StopAsync());
    }

    [Fact]
    public async Task Serves_the_same_certificate_and_credentials_after_a_restart_and_adds_a_name_without_a_new_key()
    {
        var first = await ServeAsync();
        using var before = await CertificateAsync(first);
        Assert.Equal(0, await first.StopAsync());

        var second = await ServeAsync();
        using var after = await CertificateAsync(second);
        Assert.Equal(before.Thumbprint, after.Thumbprint);
        using (var client = second.Client()) (await client.GetAsync("/")).EnsureSuccessStatusCode();
        Assert.Equal(0, await second.StopAsync());

        var named = await ServeAsync("--name", "creel.example.net");
        using var grown = await CertificateAsync(named);
        Assert.NotEqual(before.Thumbprint, grown.Thumbprint);
        Assert.Equal(before.GetPublicKey(), grown.GetPublicKey());
        Assert.True(grown.MatchesHostname("creel.example.net"));
    }

    [Fact]
    public async Task Has_what_it_kept_for_list_show_and_export_running_and_stopped()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("""{"eventId": "seen-again"}"""))).EnsureSuccessStatusCode();
        await AssertSeenAsync("running server");
        await creel.KillAsync();
        await AssertSeenAsync("no server is running");
    }

    [Fact]
    public async Task Says_whether_it_is_ready_to_anyone_and_the_rest_to_who_has_the_token()
    {
        var creel = await ServeAsync();
        using var client = new HttpClient { BaseAddress = creel.Console };
        Assert.Equal("ok", await client.GetStringAsync("/health/ready"));
        using var refused = await client.GetAsync("/metrics");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);

        using (var sender = creel.Client()) (await sender.PostAsync("/webhook", Json("{}"))).EnsureSuccessStatusCode();
        using var secrets = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(creel.Data, "secrets.json")));
        client.DefaultRequestHeaders.Authorization = new("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        // What is counted of a request is counted after its answer, and before its line.
        await creel.PrintedAsync("POST /webhook 202");
        var metrics = await client.GetStringAsync("/metrics");
        Assert.Contains("creel_events_stored_total 1\n", metrics);
        Assert.Contains("creel_ack_duration_seconds_count 1\n", metrics);
        Assert.Contains("creel_certificate_expiry", metrics);
    }

    private async Task AssertSeenAsync(string opened)
    {
        var (listed, list, error) = await CreelProcess.RunAsync("list", "--data", Data, "--json");
        Assert.Equal(0, listed);
        Assert.Contains(opened, error);
        Assert.Contains("seen-again", list);
        var (shown, show, _) = await CreelProcess.RunAsync("show", "last", "--data", Data);
        Assert.Equal(0, shown);
        Assert.Contains("seen-again", show);
        Assert.Single(await ExportAsync());
    }

    private static async Task<X509Certificate2> CertificateAsync(CreelProcess creel)
    {
        await using var stream = (SslStream)await creel.ConnectAsync();
        return X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
    }
}
