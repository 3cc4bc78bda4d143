using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The commands in the docs (their <c>sh</c> blocks) do what the pages say, in their order, beside a running server.</summary>
public sealed partial class DocsPagesTests : BlackBoxTest
{
    [Fact]
    public async Task The_commands_of_the_page_on_keeping_run()
    {
        await ServeWithOneEventAsync();
        await RunAllAsync("keeping.md", 3, command => command
            .Replace("/mnt/backup/", At("")).Replace("/var/lib/creel", Data).Replace("/srv/creel", At("restored")));
    }

    [Fact]
    public async Task The_commands_of_the_page_to_begin_with_run()
    {
        await ServeAsync();
        await RunAllAsync("getting-started.md", 5, command => command);
    }

    [Fact]
    public async Task The_commands_of_the_page_for_who_comes_from_flask_run()
    {
        await File.WriteAllTextAsync(At("old.json"), "{\n    \"n\": 1\n}\n" + string.Concat(Enumerable.Repeat("= - ", 18)) + "\n", TestContext.Current.CancellationToken);
        await ServeAsync();
        await RunAllAsync("from-flask.md", 2, command => command.Replace("all_webhooks_detailed.json", At("old.json")));
    }

    private async Task ServeWithOneEventAsync()
    {
        var creel = await ServeAsync();
        using var client = creel.Client();
        (await client.PostAsync("/webhook", Json("{}"))).Dispose();
    }

    private async Task RunAllAsync(string page, int expected, Func<string, string> here)
    {
        var text = await File.ReadAllTextAsync(Repository.At("docs", page), TestContext.Current.CancellationToken);
        var commands = Shell().Matches(text).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(expected, commands.Count);
        foreach (var command in commands)
        {
            var words = here(command).Split(' ');
            Assert.Equal("creel", words[0]);
            var (exit, output, error) = await CreelProcess.RunAsync([new("CREEL_DATA", Data)], words[1..]);
            Assert.True(exit == 0, $"{page}: {command}: {error}");
            if (words[1] == "list") Assert.Contains("TITLE", output);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();
}
