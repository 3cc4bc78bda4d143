using System.CommandLine;
using Creel.Senders;
using Creel.Server.Inboxes;
using Creel.Server.Local;
using Creel.Server.Manuals;

namespace Creel.Server.Commands;

/// <summary><c>creel senders</c>: the products that Creel knows, and a manual page of each.</summary>
internal static class SendersCommand
{
    // Lines that are longer are hard to read, however wide the window.
    private const int WidestPage = 110;

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "One of them, in full", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Data directory of the receiver whose URLs are shown (default: $CREEL_DATA, else the usual place)" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new ExplainedCommand("senders", "The products that Creel knows as senders: how each proves itself, how to set it up, what is read of it.", """
            A source names its sender in the configuration (`sender: github`); events of any other product are kept just as well, with `generic`.
            Confirmed: all of it was found in public documentation. Unconfirmed: some of it was not; its page says what.

            Examples:
              creel senders
              creel senders github
            """) { name, data, json };
        command.SetAction(given =>
        {
            var screen = Screen.Of(given);
            var directory = DataDirectory.Find(given.GetValue(data));
            if (given.GetValue(json)) foreach (var sender in Wanted(given.GetValue(name))) screen.Out.WriteLine(SenderJson.Write(sender, SenderPlace.Of(sender, directory).Url));
            else if (given.GetValue(name) is { } one) WritePage(Find(one), directory, screen);
            else SenderList.Write(SenderCatalog.Embedded.All, screen.Out);
        });
        return command;
    }

    private static IReadOnlyList<SenderProfile> Wanted(string? name) => name is null ? SenderCatalog.Embedded.All : [Find(name)];

    private static void WritePage(SenderProfile sender, string directory, Screen screen)
    {
        var place = SenderPlace.Of(sender, directory);
        screen.Out.Write(ManualTerminal.Write(SenderManual.Of(sender, place.Url, place.Source), Math.Min(screen.Width ?? WidestPage, WidestPage), screen.Colour));
    }

    private static SenderProfile Find(string name) => SenderCatalog.Embedded.Find(name) ?? throw CommandException.Failed(
        $"There is no sender {Printing.TerminalText.Clean(name)}.", $"There are: {string.Join(", ", SenderCatalog.Embedded.All.Select(sender => sender.Name))}.");
}
