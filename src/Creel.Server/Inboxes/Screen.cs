using System.CommandLine;

namespace Creel.Server.Inboxes;

/// <summary>Where a command writes, and what may be written there.</summary>
internal sealed record Screen(TextWriter Out, TextWriter Error)
{
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }
    public bool Colour { get; init; }

    /// <summary>Columns of the terminal; null where nothing has to be cut.</summary>
    public int? Width { get; init; }

    public static Screen Of(ParseResult given)
    {
        var terminal = Terminal.OutputIsTerminal;
        return new(given.InvocationConfiguration.Output, given.InvocationConfiguration.Error)
        {
            OutIsTerminal = terminal,
            ErrorIsTerminal = Terminal.ErrorIsTerminal,
            Colour = Terminal.ColourOutput && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Width = terminal && System.Console.WindowWidth is > 0 and var width ? width : null,
        };
    }
}
