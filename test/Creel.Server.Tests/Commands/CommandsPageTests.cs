using System.CommandLine;
using System.Text;
using Creel.Server.Commands;

namespace Creel.Server.Tests.Commands;

/// <summary>docs/commands.md is what <c>--help</c> says, of every command. <c>./build.sh docs</c> writes it anew.</summary>
public sealed class CommandsPageTests
{
    private static readonly string Page = Repository.At("docs", "commands.md");

    private const string Head = """
        # Commands
        What `creel COMMAND --help` says, in one page. It is made from the program (`./build.sh docs`), and a test compares the two.

        Exit status: 0 done, 1 failed, 2 wrong usage or configuration, 130 ended with Ctrl+C. Errors go to stderr. There is no colour where there is no
        terminal, or where `NO_COLOR` is set; `--json` gives one JSON object a line.

        """;

    [Fact]
    public void The_page_of_commands_is_what_help_says()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        Describe(CommandLine.Create(), [], page);

        if (Environment.GetEnvironmentVariable("CREEL_WRITE_DOCS") == "1") File.WriteAllText(Page, page.ToString());
        // Windows may have checked the page out with its own line ends.
        Assert.True(File.ReadAllText(Page).ReplaceLineEndings("\n") == page.ToString(), "docs/commands.md is not what --help says: ./build.sh docs");
    }

    private static void Describe(Command command, string[] path, StringBuilder page)
    {
        if (command.Hidden) return;
        page.Append(path.Length == 0 ? "\n" : $"\n## creel {string.Join(' ', path)}\n").Append("```text\n").Append(Help(path)).Append("\n```\n");
        foreach (var sub in command.Subcommands) Describe(sub, [.. path, sub.Name], page);
    }

    private static string Help(string[] path)
    {
        using var output = new StringWriter();
        Assert.Equal(0, CommandLine.Create().Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n');
    }
}
