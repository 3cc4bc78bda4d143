namespace Creel.Server;

/// <summary>A command can't do what was asked. Printed to stderr as it is: what is wrong, where, what to do.</summary>
internal sealed class CommandException : Exception
{
    private CommandException(int exitCode, string message) : base(message) => ExitCode = exitCode;

    /// <summary>1 failed, 2 wrong usage or configuration.</summary>
    public int ExitCode { get; }

    public static CommandException Failed(string what, string remedy) => new(1, $"{what}\n{remedy}");

    public static CommandException Usage(string what, string remedy) => new(2, $"{what}\n{remedy}");
}
