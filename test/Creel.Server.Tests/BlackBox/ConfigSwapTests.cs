using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A configuration that changes while the server runs.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfigSwapTests : ConfiguredTest
{
    [Fact]
    public async Task A_new_source_receives_and_one_that_is_gone_does_not()
    {
        WriteConfig(Sources(Basic("one", "/one", "a"), Basic("two", "/two", "b")));
        var creel = await ServeConfiguredAsync();
        Assert.Contains(Config, creel.Output);
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "a"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/one", "b"));

        WriteConfig(Sources(Basic("two", "/two", "b"), Basic("three", "/three", "c")));
        await HangUpAsync(creel);
        await creel.PrintedAsync("2 sources, new: three, gone: one.");
        Assert.Equal(HttpStatusCode.NotFound, await PostBasicAsync(client, "/one", "a"));
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/two", "b"));
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/three", "c"));
        Assert.Contains("\"three\": \"/three\"", await File.ReadAllTextAsync(Path.Combine(Data, "server.json")));
    }

    [Fact]
    public async Task A_bad_one_is_reported_with_all_its_errors_and_the_one_before_stays()
    {
        WriteConfig(Sources(Basic("one", "/one", "a")));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);

        WriteConfig(Sources(Basic("one", "one", "s3cret-b"), Basic("two", "/two", "${env:CREEL_TEST_GONE}")));
        await creel.PrintedAsync("is not good, and the one before it stays in force"); // seen without being told
        await creel.PrintedAsync($"{Config}:3:11: sources.one.path: ");
        await creel.PrintedAsync("CREEL_TEST_GONE is not set");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "a"));

        WriteConfig(Sources(Basic("one", "/one", "b")));
        await creel.PrintedAsync("was read again and is in force");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "b"));
        Assert.Equal(1, creel.Output.Split("is not good").Length - 1);
        Assert.DoesNotContain("s3cret-b", creel.Output);
    }

    [Fact]
    public async Task A_file_that_vanishes_or_is_cut_changes_nothing()
    {
        WriteConfig(Sources(Basic("one", "/one", "a")));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        await File.WriteAllTextAsync(Config, "");
        await creel.PrintedAsync("there is nothing in the file");
        File.Delete(Config);
        await creel.PrintedAsync("the file can't be read");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "a"));
    }

    [Fact]
    public async Task A_link_that_is_swapped_is_followed_as_Kubernetes_does_it()
    {
        foreach (var (version, password) in (ReadOnlySpan<(string, string)>)[("v1", "first"), ("v2", "second")])
        {
            Directory.CreateDirectory(At(version));
            File.WriteAllText(Path.Combine(At(version), "creel.yaml"), Sources(Basic("one", "/one", "${file:password}")));
            File.WriteAllText(Path.Combine(At(version), "password"), password);
        }
        File.CreateSymbolicLink(At("..data"), "v1");
        File.CreateSymbolicLink(Config, "..data/creel.yaml");
        File.CreateSymbolicLink(At("password"), "..data/password");
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "first"));

        File.CreateSymbolicLink(At("..data_tmp"), "v2");
        using (var move = Process.Start("mv", ["-T", At("..data_tmp"), At("..data")])) await move.WaitForExitAsync();
        await creel.PrintedAsync("was read again and is in force");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "second"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/one", "first"));
    }

    [Fact]
    public async Task A_secret_file_that_changes_is_a_rotation()
    {
        WriteOwnerOnly(At("secret"), "old\n");
        WriteConfig(Sources(Basic("one", "/one", "${file:secret}")));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "old"));
        WriteOwnerOnly(At("secret"), "new\n");
        await creel.PrintedAsync("was read again and is in force");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "new"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/one", "old"));
    }

    [Fact]
    public async Task Keys_that_need_a_restart_say_so()
    {
        WriteConfig("console: off\n" + Sources(Basic("one", "/one", "a")));
        var creel = await ServeConfiguredAsync();
        WriteConfig("console: off\ntrustedProxies: [192.0.2.5]\npublicUrl: https://creel.example.net\n" + Sources(Basic("one", "/one", "b")));
        await HangUpAsync(creel);
        Assert.Contains("A restart is needed for publicUrl, trustedProxies", await creel.PrintedAsync("is in force:"));
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "b"));
    }

    [Fact]
    public async Task Each_sources_save_file_gets_its_own_bodies_and_begins_and_ends_with_the_configuration()
    {
        var (first, second) = (At("first.json"), At("second.json"));
        WriteConfig(Sources(Basic("one", "/one", "a", "    save: first.json\n"), Basic("two", "/two", "a")));
        var creel = await ServeConfiguredAsync("--print", "none");
        using var client = creel.Client(user: "noc", password: "a");
        await SendAsync(client, ("/one", 1), ("/two", 2), ("/one", 3));

        WriteConfig(Sources(Basic("one", "/one", "a"), Basic("two", "/two", "a", $"    save: {second}\n")));
        await HangUpAsync(creel);
        await creel.PrintedAsync("is in force");
        await SendAsync(client, ("/one", 4), ("/two", 5));
        Assert.Equal(0, await creel.StopAsync());
        Assert.Equal(new[] { 1, 3 }, await SavedAsync(first));
        Assert.Equal(new[] { 5 }, await SavedAsync(second));

        WriteConfig(Sources(Basic("one", "/one", "a", $"    save: {At("no/such/place")}\n")));
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--config", Config, "--listen", "https://127.0.0.1:0", "--console", "off");
        Assert.Equal(1, exit);
        Assert.Contains("sources.one.save", error);
    }

    [Fact]
    public async Task A_save_file_may_go_from_one_source_to_another()
    {
        WriteConfig(Sources(Basic("one", "/one", "a", "    save: saved.json\n"), Basic("two", "/two", "a")));
        var creel = await ServeConfiguredAsync("--print", "none");
        using var client = creel.Client(user: "noc", password: "a");
        await SendAsync(client, ("/one", 1), ("/two", 2));

        WriteConfig(Sources(Basic("one", "/one", "a", "    save: no/such/place\n"), Basic("two", "/two", "a", "    save: saved.json\n")));
        await HangUpAsync(creel);
        await creel.PrintedAsync("sources.one.save:");
        await SendAsync(client, ("/one", 3), ("/two", 4)); // refused: it is still the first one's

        WriteConfig(Sources(Basic("one", "/one", "a"), Basic("two", "/two", "a", "    save: saved.json\n")));
        await HangUpAsync(creel);
        await creel.PrintedAsync("is in force");
        await SendAsync(client, ("/one", 5), ("/two", 6));
        Assert.Equal(0, await creel.StopAsync());
        Assert.Equal(new[] { 1, 3, 6 }, await SavedAsync(At("saved.json")));
    }

    [Fact]
    public async Task A_swap_is_refused_whole_when_one_part_of_it_can_not_be_done()
    {
        WriteConfig(Sources(Basic("one", "/one", "a", "    save: one.json\n")));
        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        var state = await File.ReadAllTextAsync(Path.Combine(Data, "server.json"));

        WriteConfig(Sources(Basic("one", "/one", "b"), Basic("two", "/two", "b", "    save: two.json\n"), Basic("three", "/three", "b", "    save: no/such/place\n")));
        await HangUpAsync(creel);
        await creel.PrintedAsync("sources.three.save:");
        Assert.Equal(HttpStatusCode.NotFound, await PostBasicAsync(client, "/two", "b"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/one", "b"));
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/one", "a"));
        Assert.Equal(state, await File.ReadAllTextAsync(Path.Combine(Data, "server.json")));
        Assert.Equal(0, await creel.StopAsync());
        Assert.Contains("{}", await File.ReadAllTextAsync(At("one.json")));
    }

    [Fact]
    public async Task A_sources_file_has_no_gap_and_nothing_twice_when_the_server_is_killed_and_started_again()
    {
        WriteConfig(Sources(Basic("one", "/one", "a", "    save: one.json\n"), Basic("two", "/two", "a", "    save: two.json\n"), Basic("three", "/three", "a")));
        var sent = 0;
        for (var round = 0; round < 3; round++)
        {
            var creel = await ServeConfiguredAsync("--print", "none");
            using var client = creel.Client(user: "noc", password: "a");
            await Task.WhenAll(Enumerable.Range(sent, 90).Select(i => SendAsync(client, (((string[])["/one", "/two", "/three"])[i % 3], i))));
            sent += 90;
            await creel.KillAsync();
        }
        var last = await ServeConfiguredAsync();
        Assert.Equal(0, await last.StopAsync());
        Assert.Equal(Enumerable.Range(0, sent).Where(i => i % 3 == 0), (await SavedAsync(At("one.json"))).Order());
        Assert.Equal(Enumerable.Range(0, sent).Where(i => i % 3 == 1), (await SavedAsync(At("two.json"))).Order());
    }

    [Fact]
    public async Task Two_hundred_swaps_under_load_fail_no_request()
    {
        const int swaps = 200;
        string Config(int i) => Sources(Basic("steady", "/steady", "a"), Basic($"s{i}", $"/moving/{i % 7}", "a", i % 2 == 0 ? $"    save: moving-{i % 7}.json\n" : ""));
        WriteConfig(Config(0));
        var creel = await ServeConfiguredAsync("--print", "none");
        using var done = new CancellationTokenSource();
        // So many for each swap: a slow machine must not end up with hundreds of thousands of events.
        using var allowed = new SemaphoreSlim(100);
        var sending = Enumerable.Range(0, 4).Select(async _ =>
        {
            using var client = creel.Client(user: "noc", password: "a");
            var kept = 0;
            for (; ; kept++)
            {
                try { await allowed.WaitAsync(done.Token); }
                catch (OperationCanceledException) { break; }
                using var answer = await client.PostAsync("/steady", Json("{}"));
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                Assert.True(answer.Headers.Contains("Creel-Event-Id"));
            }
            return kept;
        }).ToList();
        for (var i = 1; i <= swaps; i++)
        {
            WriteConfig(Config(i));
            await HangUpAsync(creel);
            await creel.PrintedAsync($"new: s{i}, gone: s{i - 1}.");
            allowed.Release(100);
        }
        await done.CancelAsync();
        var kept = (await Task.WhenAll(sending)).Sum();
        Assert.True(kept > swaps / 10, $"only {kept} requests ran beside {swaps} swaps");
        Assert.Equal(0, await creel.StopAsync());
        Assert.Equal(kept, (await ExportAsync()).Count);
    }

    private static async Task SendAsync(HttpClient client, params (string Path, int Number)[] events)
    {
        foreach (var (path, number) in events) (await client.PostAsync(path, Json($$"""{"n": {{number}}}"""))).EnsureSuccessStatusCode();
    }

    private static async Task<int[]> SavedAsync(string file) => [.. (await File.ReadAllTextAsync(file))
        .Split(string.Concat(Enumerable.Repeat("= - ", 18)), StringSplitOptions.RemoveEmptyEntries).Where(body => body.Contains('{'))
        .Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("n").GetInt32())];
}
