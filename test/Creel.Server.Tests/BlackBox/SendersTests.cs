using System.Runtime.Versioning;
using System.Text.Json;
using Creel.Senders;
using Creel.Server.Manuals;
using Creel.Tests.Senders;

namespace Creel.Server.Tests.BlackBox;

/// <summary>Every sender of the catalogue at the real program: a source each, and its own sample by <c>creel send --source</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SendersTests : ConfiguredTest
{
    private const string Adjusted = """
          adjusted:
            path: /hooks/adjusted
            sender: grafana
            secrets: ["made-up"]
            signature: { header: X-Mine, algorithm: sha512, encoding: base64, signed: "{timestamp}:{body}", timestampHeader: X-Mine-Time, tolerance: 2h }

        """;
    private const string Url = "https://creel.example.net:5443";

    [Fact]
    public async Task A_source_for_each_sender_takes_the_senders_own_sample()
    {
        var senders = SenderCatalog.Embedded.All;
        WriteConfig(Sources([.. senders.Select(Source)]));
        await ServeConfiguredAsync("--print", "none");

        await Parallel.ForEachAsync(senders, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken }, async (sender, _) =>
        {
            var (exit, output, error) = await CreelAsync(PrivateKey(sender), "send", "--source", sender.Name, "--json");
            Assert.True(exit == 0, $"{sender.Name}: {output}{error}");
        });

        var (listed, list, listError) = await CreelAsync(null, "list", "--limit", "200", "--json");
        Assert.True(listed == 0, listError);
        var events = list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(senders.Select(sender => sender.Name), events.Select(one => one.GetProperty("source").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(events, one => Assert.Equal(one.GetProperty("source").GetString(), one.GetProperty("sender").GetString()));
    }

    [Fact]
    public async Task What_goes_wrong_in_life_finds_a_receiver_that_behaves()
    {
        string[] names = ["standard-webhooks", "github", "mist", "meraki"];
        WriteConfig($"publicUrl: {Url}\n" + Sources([.. names.Select(name => Source(SenderCatalog.Embedded.Find(name)!)), Adjusted]));
        var creel = await ServeConfiguredAsync("--print", "none");

        foreach (var (name, fault) in (IEnumerable<(string, string)>)
            [.. from fault in (string[])["bad-signature", "stale", "replayed", "reserialised", "cut", "duplicate"] select ("standard-webhooks", fault),
                ("github", "duplicate"), ("mist", "replayed"), ("mist", "duplicate"), ("mist", "slow"), ("meraki", "bad-signature"), ("meraki", "reserialised")])
        {
            var (exit, output, error) = await CreelAsync(null, "send", "--source", name, "--fault", fault);
            Assert.True(exit == 0 && output.Contains("The receiver behaved."), $"{name}, {fault}: {output}{error}");
        }
        Assert.Equal(2, (await CreelAsync(null, "send", "--source", "github", "--fault", "stale")).Exit);

        // As the source has adjusted it.
        foreach (var options in (string[][])[[], ["--fault", "stale"], ["--fault", "bad-signature"]])
        {
            var (exit, output, error) = await CreelAsync(null, ["send", "--source", "adjusted", .. options]);
            Assert.True(exit == 0, $"{string.Join(' ', options)}: {output}{error}");
        }

        // By its URL it is the same source.
        Assert.Equal(0, (await CreelAsync(null, "send", new Uri(creel.Url, "/hooks/github").AbsoluteUri)).Exit);
    }

    [Fact]
    public async Task A_source_with_a_secret_is_shown_without_a_line_for_curl_that_it_would_refuse()
    {
        WriteConfig($"publicUrl: {Url}\n" + Sources(Source(SenderCatalog.Embedded.Find("github")!), Source(SenderCatalog.Embedded.Find("discord")!)));
        await ServeConfiguredAsync();
        var secret = Secret(SenderCatalog.Embedded.Find("github")!);

        var (_, hidden, _) = await CreelAsync(null, "auth", "show", "github");
        var (_, shown, _) = await CreelAsync(null, "auth", "show", "github", "--show-secrets");
        var (exit, _, error) = await CreelAsync(null, "send", "--source", "discord");
        var (_, page, _) = await CreelAsync(null, "senders", "github");

        Assert.DoesNotContain(secret, hidden);
        Assert.DoesNotContain("curl", hidden + shown);
        Assert.Contains(secret, shown);
        Assert.All((string[])[hidden, shown], text =>
        {
            Assert.Contains("X-Hub-Signature-256", text);
            Assert.Contains("creel send --source github", text);
            Assert.Contains($"{Url}/hooks/github", text);
        });
        Assert.Equal(2, exit);
        Assert.Contains("public key", error);
        Assert.DoesNotContain(Secret(SenderCatalog.Embedded.Find("discord")!), error);
        Assert.Contains($"{Url}/hooks/github", page);
    }

    [Fact]
    public async Task A_secret_may_come_from_the_environment_or_from_standard_input_and_is_never_said_again()
    {
        WriteConfig(Sources(Source(SenderCatalog.Embedded.Find("github")!)));
        var creel = await ServeConfiguredAsync();
        var url = new Uri(creel.Url, "/hooks/github").AbsoluteUri;

        // On another machine nothing is known of the source.
        var elsewhere = Directory.CreateDirectory(At("elsewhere")).FullName;
        var (right, output, error) = await CreelProcess.RunAsync(
            [new("CREEL_DATA", elsewhere), new("CREEL_SECRET", Secret(SenderCatalog.Embedded.Find("github")!))], ["send", url, "--sender", "github", "--insecure"]);
        var (wrong, wrongOutput, wrongError) = await CreelProcess.RunAsync(
            [new("CREEL_DATA", elsewhere)], ["send", url, "--sender", "github", "--insecure", "--secret", "another-s3cret"]);

        Assert.True(right == 0, error);
        Assert.Equal(1, wrong);
        Assert.Contains("401", wrongOutput);
        Assert.DoesNotContain(Secret(SenderCatalog.Embedded.Find("github")!), output + error);
        Assert.DoesNotContain("another-s3cret", wrongOutput + wrongError);
    }

    private Task<(int Exit, string Out, string Error)> CreelAsync(string? secret, params string[] arguments) =>
        CreelProcess.RunAsync([new("CREEL_DATA", Data), .. secret is null ? Array.Empty<KeyValuePair<string, string>>() : [new("CREEL_SECRET", secret)]], arguments);

    // As its page says. Only Amazon can sign as SNS, so its source takes the user that may stand in the URL of a subscription.
    private static string Source(SenderProfile sender)
    {
        if (sender.Name == "aws-sns") return Basic("aws-sns", "/hooks/aws-sns", "made-up", "    sender: aws-sns\n");
        var yaml = SenderConfigBlock.Yaml(sender).Replace($"${{env:{SenderConfigBlock.Variable(sender)}}}", Secret(sender), StringComparison.Ordinal);
        return yaml["sources:\n".Length..] + "\n";
    }

    private static string Secret(SenderProfile sender) => MadeUpKeys.ForVariable(SenderConfigBlock.Variable(sender))?.Checks ?? "made-up";

    // A source that checks with a public key can't sign: the private one is the user's to give.
    private static string? PrivateKey(SenderProfile sender) =>
        MadeUpKeys.ForVariable(SenderConfigBlock.Variable(sender)) is { } key && key.Checks != key.Signs ? key.Signs : null;
}
