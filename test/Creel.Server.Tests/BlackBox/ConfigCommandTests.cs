using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel check</c>, <c>creel config</c>, and which file is read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfigCommandTests : ConfiguredTest
{
    [Fact]
    public async Task What_init_writes_is_good_and_serves_with_the_password_that_was_there_before()
    {
        var before = await ServeAsync("--user", "noc:pass:wörd");
        Assert.Equal(0, await before.StopAsync());

        var (exit, output, error) = await CreelProcess.RunAsync("config", "init", "--data", Data, "--output", Config);
        Assert.True(exit == 0, error);
        Assert.Contains($"creel check --config {Config}", output);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Config));
        Assert.DoesNotContain("pass:wörd", await File.ReadAllTextAsync(Config));

        var (checks, summary, _) = await CreelProcess.RunAsync("check", "--config", Config);
        Assert.Equal(0, checks);
        Assert.Contains("webhook at /webhook, sender catalyst-center, basic", summary);

        var creel = await ServeConfiguredAsync();
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/webhook", "pass:wörd"));
    }

    [Fact]
    public async Task Init_overwrites_nothing_and_prints_no_secret()
    {
        await File.WriteAllTextAsync(Config, "mine");
        var (exit, _, error) = await CreelProcess.RunAsync("config", "init", "--data", Data, "--output", Config);
        Assert.Equal(1, exit);
        Assert.Contains("nothing is overwritten", error);
        Assert.Equal("mine", await File.ReadAllTextAsync(Config));

        var (printed, output, _) = await CreelProcess.RunAsync("config", "init", "--data", Data);
        Assert.Equal(0, printed);
        var password = (await File.ReadAllTextAsync(Path.Combine(Data, "webhook.password"))).Trim();
        Assert.DoesNotContain(password, output);
        await File.WriteAllTextAsync(At("printed.yaml"), output);
        Assert.Equal(0, (await CreelProcess.RunAsync("check", "--config", At("printed.yaml"))).Exit);

        await File.WriteAllTextAsync(Path.Combine(Data, "webhook.password"), "changed since");
        Assert.Equal(0, (await CreelProcess.RunAsync("config", "init", "--data", Data)).Exit);
        Assert.Equal("changed since", await File.ReadAllTextAsync(Path.Combine(Data, "webhook.password")));
    }

    [Fact]
    public async Task Check_and_serve_say_all_errors_and_exit_with_2()
    {
        WriteConfig("listn: []\nlisten: [\"http://192.0.2.1:80\"]\nconsole: http://192.0.2.1:5480\n" + Sources("  one:\n    path: /one\n"));
        foreach (var command in (string[])["check", "serve"])
        {
            var (exit, output, error) = await CreelProcess.RunAsync(command, "--config", Config);
            Assert.Equal((2, ""), (exit, output));
            Assert.Contains($"{Config}:1:1: there is no key `listn`.\n    Did you mean `listen`?", error);
            Assert.Contains($"{Config}:2:10: listen[0]: http://192.0.2.1:80 would receive without TLS from the network", error);
            Assert.Contains($"{Config}:3:10: console: `http://192.0.2.1:5480` would show what is kept", error);
            Assert.Contains($"{Config}:5:3: sources.one: has no credentials", error);
        }
        var (_, json, _) = await CreelProcess.RunAsync("check", "--config", Config, "--json");
        var read = JsonDocument.Parse(json).RootElement;
        Assert.False(read.GetProperty("ok").GetBoolean());
        Assert.Equal([1, 2, 3, 5], read.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Http_from_the_network_is_taken_where_a_proxy_is_trusted()
    {
        WriteConfig("listen: [\"http://192.0.2.1:80\"]\ntrustedProxies: [192.0.2.5]\n");
        Assert.Equal(0, (await CreelProcess.RunAsync("check", "--config", Config)).Exit);
    }

    [Fact]
    public async Task A_secret_written_out_in_a_file_that_others_can_read_is_refused()
    {
        await File.WriteAllTextAsync(Config, Sources("  one: { path: /one, basic: [{ user: noc, password: s3cret }] }\n"));
        File.SetUnixFileMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var (exit, _, error) = await CreelProcess.RunAsync("check", "--config", Config);
        Assert.Equal(2, exit);
        Assert.Contains($"chmod 600 {Config}", error);
        Assert.DoesNotContain("s3cret", error);
        File.SetUnixFileMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, (await CreelProcess.RunAsync("check", "--config", Config)).Exit);
    }

    [Fact]
    public async Task A_file_that_is_named_and_missing_is_an_error_and_the_default_user_does_not_fit_a_file_with_sources()
    {
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--config", At("gone.yaml"));
        Assert.Equal(2, exit);
        Assert.Contains("gone.yaml", error);
        WriteConfig(Sources("  one: { path: /one, open: true }\n"));
        var (refused, _, why) = await CreelProcess.RunAsync("serve", "--data", Data, "--config", Config, "--user", "noc:s3cret");
        Assert.Equal(2, refused);
        Assert.Contains("--user: sets the credentials of the default source", why);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Options_replace_keys_and_a_file_without_sources_has_the_default_one()
    {
        WriteConfig("listen: [\"https://192.0.2.1:9\"]\ntls: { names: [creel.example.net] }\n");
        var creel = await ServeConfiguredAsync("--user", $"noc:{CreelProcess.Password}");
        using var client = creel.Client(user: null);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/webhook", CreelProcess.Password));
        var (_, shown, _) = await CreelProcess.RunAsync("cert", "show", "--data", Data);
        Assert.Contains("creel.example.net", shown);
    }

    [Fact]
    public async Task The_schema_is_json()
    {
        var (exit, output, _) = await CreelProcess.RunAsync("config", "schema");
        Assert.Equal(0, exit);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("properties").TryGetProperty("sources", out _));
    }

    [Fact]
    public async Task An_option_that_the_file_rules_out_is_refused_and_the_file_is_named()
    {
        WriteConfig(Sources(Basic("noc", "/noc", "made-up")));
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--config", Config, "--user", "noc:other");
        Assert.Equal(2, exit);
        Assert.Contains($"the configuration in {Config} is not good", error);
        Assert.Contains("--user", error);
        Assert.DoesNotContain("other", error);
    }
}
