using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel console</c>, and what its link is good for, without a browser.</summary>
public sealed class ConsoleCommandTests : BlackBoxTest
{
    [Fact]
    public async Task The_link_is_printed_into_a_pipe_only_when_told_to()
    {
        await using var creel = await ServeAsync();
        var (exit, output, _) = await CreelProcess.RunAsync("console", "--data", Data);
        Assert.Equal((0, $"creel console --data {Data} --print\n"), (exit, output));

        var (told, link, error) = await CreelProcess.RunAsync("console", "--data", Data, "--print");
        Assert.Equal(0, told);
        Assert.StartsWith($"{creel.Console}#code=", link);
        Assert.Contains("within ten minutes", error);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(creel.Console, new Uri(link.Trim())));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(creel.Console, new Uri(link.Trim())));
        Assert.Contains("signed in to the console from 127.0.0.1", await creel.PrintedAsync("signed in"));
        Assert.DoesNotContain(link.Trim()[^20..], creel.Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_terminal_the_link_is_opened_where_there_is_a_desktop_and_printed_elsewhere(bool desktop)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Desktops elsewhere open links by other means.");
        await using var creel = await ServeAsync();
        var opened = At("opened");
        var programs = Directory.CreateDirectory(At("programs")).FullName;
        using (var make = Process.Start("mkfifo", [opened])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(programs, "xdg-open"), $"#!/bin/sh\necho \"$1\" > {opened}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(programs, "xdg-open"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // `script` gives the command a terminal.
        var start = new ProcessStartInfo("script", ["-qec", $"{CreelProcess.Binary} console --data {Data}", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var name in (string[])["SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"]) start.Environment.Remove(name);
        if (desktop) start.Environment["DISPLAY"] = ":made-up";
        start.Environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        using var script = Process.Start(start)!;
        var told = desktop ? Task.Run(() => File.ReadAllText(opened)) : Task.FromResult("");
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        var link = $"{creel.Console}#code=";
        if (desktop)
        {
            Assert.StartsWith(link, await told.WaitAsync(CreelProcess.Patience, TestContext.Current.CancellationToken));
            Assert.Contains("in your browser", output);
            Assert.DoesNotContain("#code=", output);
        }
        else Assert.Contains(link, output);
    }

    [Fact]
    public async Task A_server_elsewhere_gives_a_link_for_its_token()
    {
        await using var creel = await ServeAsync();
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json"), TestContext.Current.CancellationToken));
        var (exit, link, error) = await CreelProcess.RunAsync("console", "--print", "--server", creel.Console.ToString(), "--token", secrets.RootElement.GetProperty("apiToken").GetString()!);
        Assert.True(exit == 0, error);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(creel.Console, new Uri(link.Trim())));

        var (refused, _, why) = await CreelProcess.RunAsync("console", "--print", "--server", creel.Console.ToString(), "--token", "wrong");
        Assert.Equal(1, refused);
        Assert.Contains("refused the token", why);
    }

    [Fact]
    public async Task Without_a_server_or_with_its_console_off_it_says_what_to_do()
    {
        await using (await ServeAsync("--console", "off"))
        {
            var (off, _, said) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
            Assert.Equal(1, off);
            Assert.Contains("console off", said);
        }
        var (exit, _, error) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
        Assert.Equal(1, exit);
        Assert.Contains("creel serve", error);
    }

    [Theory]
    [InlineData("http://192.0.2.1:5480", "without TLS")]
    [InlineData("http://*:5480", "without TLS")]
    [InlineData("https://127.0.0.1:5480/console", "it has a path")]
    [InlineData("console", "does not begin with https://")]
    public async Task A_console_that_others_could_read_along_is_refused(string url, string said)
    {
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--listen", "https://127.0.0.1:0", "--console", url);
        Assert.Equal(2, exit);
        Assert.Contains(said, error);
    }

    [Fact]
    public async Task The_curl_lines_of_the_page_on_the_console_run()
    {
        await using var creel = await ServeAsync();
        using var client = creel.Client();
        (await client.PostAsync("/webhook", Json("""{"title": "one"}"""), TestContext.Current.CancellationToken)).Dispose();
        var page = await File.ReadAllTextAsync(Repository.At("docs", "console.md"), TestContext.Current.CancellationToken);
        var script = Regex.Match(page, "```bash\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.True(script.Split('\n').Count(line => line.StartsWith("curl", StringComparison.Ordinal)) >= 9);
        script = script.Replace("~/.local/share/creel", Data).Replace("http://127.0.0.1:5480", creel.Console.GetLeftPart(UriPartial.Authority));
        // (jq is not everywhere; what is run is the API.)
        script = Regex.Replace(script, @"jq -r '\.events\[0\]\.id'", "sed 's/.*\"events\":\\[{\"id\":\"\\([^\"]*\\).*/\\1/'");
        script = Regex.Replace(script, @"\| jq .*", "");

        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = Directory.CreateDirectory(At("here")).FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        var (said, wrong) = (bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, await wrong);
        foreach (var expected in (string[])["ok", "\"ready\":true", "\"headers\":{", "{\"title\": \"one\"}", "event: ready", "\"refused\":[", "creel_requests_received_total 1", "\"expiresAt\":"]) Assert.Contains(expected, await said);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(At("here"), "creel-api")));
    }

    private static async Task<HttpStatusCode> SignInAsync(Uri console, Uri link)
    {
        using var client = new HttpClient();
        using var body = new StringContent($$"""{"code": "{{link.Fragment["#code=".Length..]}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(console, "/api/sign-in"), body, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
