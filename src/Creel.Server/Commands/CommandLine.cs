using System.CommandLine;

namespace Creel.Server.Commands;

/// <summary>The <c>creel</c> command: one file a command, listed here.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Creel receives webhooks and keeps what it catches.")
        {
            CertCommand.Create(),
        };
        var parsed = root.Parse(args);
        try
        {
            var exit = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count > 0 ? 2 : exit;
        }
        catch (CommandException e)
        {
            Console.Error.WriteLine($"creel: {e.Message}");
            return e.ExitCode;
        }
    }
}
