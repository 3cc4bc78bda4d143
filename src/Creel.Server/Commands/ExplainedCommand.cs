using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Creel.Server.Commands;

/// <summary>A command with more to say in its own <c>--help</c> than the one line that stands in the list of commands.</summary>
internal sealed class ExplainedCommand(string name, string description, string explanation) : Command(name, description)
{
    public string Explanation => explanation;
}

/// <summary><c>--help</c>: the usual page, then the explanation.</summary>
internal sealed class ExplainingHelp : SynchronousCommandLineAction
{
    private readonly HelpAction usual = new();

    public override int Invoke(ParseResult parseResult)
    {
        var exit = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExplainedCommand command) parseResult.InvocationConfiguration.Output.WriteLine(command.Explanation + "\n");
        return exit;
    }
}
