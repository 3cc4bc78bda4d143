using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Creel.Server.Printing;
using Creel.Storage.Sqlite;

namespace Creel.Server.Commands;

/// <summary>The <c>creel</c> command: one file a command, listed here.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args.Length == 0 ? ["--help"] : args, Words);
        // A wrong command gets its error and where to read on, not a screen of help that pushes the error away.
        // All of it to stderr: the parser would say on stdout what might have been meant.
        var settings = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // A server that is asked to stop finishes what it accepted, within bounds of its own.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
        };
        Journal.MarkErrors();
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
            settings.Output = settings.Error;
        }
        try
        {
            var exit = await parsed.InvokeAsync(settings);
            if (parsed.Action is not ParseErrorAction) return exit;
            Terminal.Error.WriteLine($"Read on: {Name(parsed.CommandResult)} --help");
            return 2;
        }
        catch (CommandException e)
        {
            Terminal.Error.WriteLine($"creel: {e.Message}");
            return e.ExitCode;
        }
    }

    // A query may begin with -has:link, which is no -h and some letters more, and hold @names, which are no files.
    private static readonly ParserConfiguration Words = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    // Not a RootCommand: that one takes its name from the file that happens to run.
    internal static Command Create() => new("creel", """
        Creel receives webhooks and keeps what it catches.

        To begin, in one terminal:   creel serve    receives at https://*:5443/webhook and shows what arrives
        and in another one:          creel send     sends a test event to it
        """)
    {
        new HelpOption { Action = new ExplainingHelp() },
        new VersionOption(),
        ServeCommand.Create(),
        SendCommand.Create(),
        AuthCommand.Create(),
        CertCommand.Create(),
        SendersCommand.Create(),
        CheckCommand.Create(),
        HealthCommand.Create(),
        ConfigCommand.Create(),
        ListCommand.Create(SqliteEventLog.Open),
        ListCommand.CreateSearch(SqliteEventLog.Open),
        ShowCommand.Create(SqliteEventLog.Open),
        TailCommand.Create(),
        ExportCommand.Create(SqliteEventLog.Open),
        ImportCommand.Create(),
        ConsoleCommand.Create(),
        QuarantineCommand.Create(path => new SqliteQuarantineLog(path)),
        VerifyCommand.Create(path => new SqliteQuarantineLog(path), SqliteEventLog.Open),
        BackupCommand.Create(),
        BackupCommand.CreateRestore(),
    };

    private static string Name(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Name(parent)} {command.Command.Name}" : command.Command.Name;
}
