using System.Collections.Concurrent;
using System.Net;
using Creel.Senders;

namespace Creel.Tests.Embedding;

public sealed class SampleTests : EmbeddingTest
{
    [Fact]
    public async Task Minimal_handles_every_event_at_least_once_though_it_is_killed_in_the_middle()
    {
        var acknowledged = new ConcurrentBag<Guid>();
        var handled = new HashSet<string>();
        await using (var first = await SampleProcess.StartAsync("minimal", Folder, "--password", "made-up"))
        {
            using var client = first.Client("webhook:made-up");
            Assert.Equal("This page is the app's own.", await client.GetStringAsync("/", Stop));
            var sending = Enumerable.Range(0, 8).Select(sender => SendUntilItEndsAsync(client, sender, acknowledged)).ToList();
            await first.SaysAsync(line => acknowledged.Count > 300 && line.StartsWith("handled", StringComparison.Ordinal));
            await first.KillAsync();
            await Task.WhenAll(sending);
            handled.UnionWith(HandledBy(first));
        }
        await using var second = await SampleProcess.StartAsync("minimal", Folder, "--password", "made-up");
        using (var client = second.Client("webhook:made-up")) acknowledged.Add(await EmbeddedApp.SendAsync(client, "last"));
        await second.SaysAsync(line => line.EndsWith(": last", StringComparison.Ordinal));
        handled.UnionWith(HandledBy(second));
        Assert.True(acknowledged.Count > 300);
        Assert.Empty(acknowledged.Select(id => id.ToString()).Except(handled));
    }

    [Fact]
    public async Task Several_sources_gives_alarms_to_one_handler_and_all_to_another()
    {
        await using var sample = await SampleProcess.StartAsync("several-sources", Folder, "--catalyst", "made-up", "--token", "made-up-too");
        var alarm = SampleCatalog.Find("catalyst-center")!;
        using var client = sample.Client("catalyst:made-up");
        await EmbeddedApp.SendAsync(client, System.Text.Encoding.UTF8.GetString(alarm), "/hooks/catalyst");
        await sample.SaysAsync(line => line == "counted one of catalyst");
        client.DefaultRequestHeaders.Add("X-Auth-Token", "made-up-too");
        using var answer = await client.PostAsync("/hooks/any", new StringContent("x"), Stop);
        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop)));
        await sample.SaysAsync(line => line == "counted one of anything");
    }

    [Fact]
    public async Task Own_facts_reads_what_its_profile_says_and_merges_what_is_sent_again()
    {
        await using var sample = await SampleProcess.StartAsync("own-facts", Folder, "--token", "made-up");
        using var client = sample.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "made-up");
        const string body = """{"message":{"uuid":"u-1","kind":"frost","text":"Too cold","urgency":"now","state":"raised","at":"2026-02-03T04:05:06Z","alarm":"a-1"},"place":{"house":"House 3"},"degrees":-2.5}""";
        var id = await EmbeddedApp.SendAsync(client, body, "/greenhouse");
        await sample.SaysAsync(line => line == "critical active House 3: Too cold at -2.5 degrees");
        Assert.Equal(id, await EmbeddedApp.SendAsync(client, body, "/greenhouse"));
        using var answer = await client.PostAsync("/greenhouse", new StringContent("no JSON"), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Read_inbox_shows_the_newest_one_by_its_id_and_new_ones_as_they_come()
    {
        await using var sample = await SampleProcess.StartAsync("read-inbox", Folder, "--password", "made-up");
        using var client = sample.Client("webhook:made-up");
        var id = await EmbeddedApp.SendAsync(client, """{"first":true}""");
        Assert.StartsWith($"1 {id} ", await client.GetStringAsync("/newest", Stop));
        Assert.Equal("""{"first":true}""", await client.GetStringAsync($"/events/{id}", Stop));
        Assert.Equal("ok", await client.GetStringAsync("/health", Stop));
        await EmbeddedApp.SendAsync(client, "second");
        using var live = await client.GetAsync("/live?after=1", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await live.Content.ReadAsStreamAsync(Stop));
        Assert.Equal("data: 2 second", await lines.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task Verify_only_takes_what_is_signed_and_keeps_nothing()
    {
        await using var sample = await SampleProcess.StartAsync("verify-only", Folder, "--secret", "It's a Secret to Everybody");
        using var client = sample.Client();
        client.DefaultRequestHeaders.Add("X-GitHub-Event", "ping");
        using (var unsigned = await client.PostAsync("/hooks/github", new StringContent("Hello, World!"), Stop)) Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        await sample.SaysAsync(line => line.Contains("ping: no signature", StringComparison.Ordinal));
        client.DefaultRequestHeaders.Add("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
        using var signed = await client.PostAsync("/hooks/github", new StringContent("Hello, World!"), Stop);
        Assert.Equal(HttpStatusCode.Accepted, signed.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(Folder, "inbox")));
    }

    private static async Task SendUntilItEndsAsync(HttpClient client, int sender, ConcurrentBag<Guid> acknowledged)
    {
        try
        {
            for (var i = 0; i < 100_000; i++) acknowledged.Add(await EmbeddedApp.SendAsync(client, $"{sender}/{i}"));
        }
        catch (HttpRequestException)
        {
            // It was killed. What was under way is known to nobody.
        }
    }

    private static IEnumerable<string> HandledBy(SampleProcess sample) =>
        sample.Lines.Where(line => line.StartsWith("handled ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);
}
