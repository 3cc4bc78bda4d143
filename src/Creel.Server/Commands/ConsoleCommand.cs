using System.CommandLine;
using Creel.Server.Inboxes;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel console</c>: signs a browser in.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        var print = new Option<bool>("--print") { Description = "Print the link instead of opening it: in a pipe or a script, too" };
        var command = new ExplainedCommand("console", "Open the console in a browser, or print the link that does: it signs in once, within ten minutes.", """
            A browser is opened where there is a desktop; elsewhere the link is printed, on a terminal only, for it is a secret.
            The console listens on loopback unless told otherwise. From another machine, through SSH:
              ssh -L 5480:127.0.0.1:5480 creel.example.net     and there: creel console --print

            Examples:
              creel console
              creel console --print
              creel console --server https://creel.example.net:5480 --token-stdin < token
            """) { print };
        InboxCommand.Set(command, (choice, cancel) => choice.OpenConsoleAsync(cancel),
            (given, choice, console, cancel) => RunAsync(console, given.GetValue(print), (Screen.Of(given), $"creel console{choice.Again} --print"), cancel));
        return command;
    }

    internal static async Task<int> RunAsync(ServerConsole console, bool print, (Screen Screen, string Printing) say, CancellationToken cancel)
    {
        var (screen, printing) = say;
        if (!print && !screen.OutIsTerminal)
        {
            screen.Error.WriteLine("The link is a secret, so it is not printed into a pipe unless told to:");
            screen.Out.WriteLine(printing);
            return 0;
        }
        var link = await console.LinkAsync(cancel);
        if (!print && Browser.TryOpen(link))
        {
            screen.Out.WriteLine($"Opened {console.Url.GetLeftPart(UriPartial.Authority)} in your browser. If nothing shows: {printing}");
            return 0;
        }
        screen.Out.WriteLine(link.AbsoluteUri);
        screen.Error.WriteLine("Open it in a browser: it signs in once, within ten minutes.");
        return 0;
    }
}
