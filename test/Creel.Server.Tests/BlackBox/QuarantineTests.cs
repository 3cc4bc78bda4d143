using System.Net;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>What an operator sees of refused requests, by the commands.</summary>
public sealed class QuarantineTests : BlackBoxTest
{
    [Fact]
    public async Task Lists_shows_and_lets_in_what_was_refused_once_and_for_all()
    {
        var creel = await ServeAsync();
        using (var stranger = creel.Client(password: "s3cret-guess"))
        {
            for (var i = 0; i < 3; i++)
            {
                using var refused = await stranger.PostAsync("/webhook?token=s3cret-token", Json("""{"eventId": "NETWORK-DEVICES-3-210"}"""));
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            }
        }
        var row = await ListedAsync("running server", count: 3);
        var id = row.GetProperty("id").GetString()!;
        Assert.Equal(("wrong credentials", "webhook", "whole"), (Text(row, "reason"), Text(row, "source"), Text(row, "bodyKept")));

        var shown = await RunAsync(0, "show", id);
        Assert.Contains("user or password differ", shown);
        Assert.Contains("3 were refused alike", shown);
        Assert.Contains("*** hmac-sha256:", shown);
        Assert.Contains("NETWORK-DEVICES-3-210", shown);
        Assert.Equal("""{"eventId": "NETWORK-DEVICES-3-210"}""", await RunAsync(0, "show", id, "--body"));

        Assert.Equal($"{id} is event {id}\n", await RunAsync(0, "accept", id));
        Assert.Equal($"{id} is event {id} (it was let in before)\n", await RunAsync(0, "accept", id));
        var made = Assert.Single(await ExportAsync());
        Assert.Equal((id, "accepted", "NETWORK-DEVICES-3-210"), (Text(made, "id"), Text(made, "verdict"), Text(made, "type")));
        Assert.Equal(Text(row, "receivedAt"), Text(made, "receivedAt"));

        Assert.Equal(0, await creel.StopAsync());
        Assert.Equal(id, Text(await ListedAsync("no server is running", count: 3), "acceptedAs"));
        Assert.Contains("accepted", await RunAsync(0, "list"));
        Assert.Contains(id, await RunAsync(0, "show", id));
        await RunAsync(1, "accept", id);
        foreach (var file in Directory.GetFiles(Data, "*.db*"))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain("s3cret", bytes);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:s3cret-guess")), bytes);
        }
    }

    [Fact]
    public async Task Says_why_one_can_not_be_let_in_and_goes_on_with_the_others()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhok", Json("""{"eventId": "misled"}"""))).Dispose();
        var id = Text(await ListedAsync("running server", count: 1), "id")!;
        var unknown = "019b7a3e-5f00-7c1d-9a2b-3c4d5e6f7a8b";
        var (exit, _, error) = await CreelProcess.RunAsync("quarantine", "accept", unknown, id, "--data", Data);
        Assert.Equal(1, exit);
        Assert.Contains($"There is no refused request {unknown}", error);
        Assert.Contains("--source NAME", error);
        Assert.Equal($"{id} is event {id}\n", await RunAsync(0, "accept", id, "--source", "webhook"));
        Assert.Equal(2, (await CreelProcess.RunAsync("quarantine", "show", "nonsense", "--data", Data)).Exit);
    }

    [Fact]
    public async Task Counts_what_it_keeps_and_begins_anew_when_its_file_is_damaged()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "quarantine.db"), new string('x', 9000));
        var creel = await ServeAsync();
        Assert.Contains("put aside", await creel.PrintedAsync("quarantine.db"));
        using (var stranger = creel.Client(user: null))
        {
            for (var i = 0; i < 2; i++) (await stranger.PostAsync("/webhook", Json("{}"))).Dispose();
        }
        await ListedAsync("running server", count: 2);
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json")));
        using var console = new HttpClient { BaseAddress = creel.Console };
        console.DefaultRequestHeaders.Authorization = new("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        var metrics = await console.GetStringAsync("/metrics");
        Assert.Contains("creel_quarantine_kept_total 1\n", metrics);
        Assert.Contains("creel_quarantine_coalesced_total 1\n", metrics);
        Assert.Contains("creel_quarantine_dropped_total 0\n", metrics);
        Assert.Matches(@"creel_quarantine_bytes [1-9]\d+\n", metrics);
    }

    /// <summary>The one row there is, once it counts so many.</summary>
    private async Task<JsonElement> ListedAsync(string opened, int count)
    {
        using var limit = new CancellationTokenSource(CreelProcess.Patience);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var (exit, output, error) = await CreelProcess.RunAsync("quarantine", "list", "--json", "--data", Data);
            Assert.True(exit == 0, error);
            Assert.Contains(opened, error);
            if (output.Length == 0) continue;
            var row = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
            if (row.GetProperty("count").GetInt32() == count) return row;
        }
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var (exit, output, error) = await CreelProcess.RunAsync(["quarantine", .. arguments, "--data", Data]);
        Assert.True(exit == expected, error);
        return output;
    }

    private static string? Text(JsonElement row, string key) => row.GetProperty(key).GetString();
}
