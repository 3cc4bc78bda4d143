using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The commands in docs/keeping.md do what it says.</summary>
public sealed partial class KeepingPageTests : BlackBoxTest
{
    [Fact]
    public async Task Its_commands_run_in_their_order()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("{}"))).Dispose();
        var commands = Shell().Matches(await File.ReadAllTextAsync(Repository.At("docs", "keeping.md"), TestContext.Current.CancellationToken))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
        {
            var words = command.Replace("/mnt/backup/", At("")).Replace("/var/lib/creel", Data).Replace("/srv/creel", At("restored")).Split(' ');
            Assert.Equal("creel", words[0]);
            var (exit, output, error) = await CreelProcess.RunAsync(words[1..]);
            Assert.True(exit == 0, $"{command}: {error}");
            if (words[1] == "list") Assert.Contains("POST", output + error);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();
}
