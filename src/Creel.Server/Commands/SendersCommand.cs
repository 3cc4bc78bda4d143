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
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "The configuration file, for the senders of one's own (default: the one that the receiver runs by, else as `creel serve` finds it)" };
        var markdown = new Option<bool>("--markdown") { Description = "As Markdown, for pages of your own" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new ExplainedCommand("senders", "The products that Creel knows as senders: how each proves itself, how to set it up, what is read of it.", """
            A source names its sender in the configuration (`sender: github`); events of any other product are kept just as well, with `generic`.
            Confirmed: all of it was found in public documentation. Unconfirmed: some of it was not; its page says what.

            Examples:
              creel senders
              creel senders github
            """) { name, data, config, markdown, json };
        command.SetAction(given =>
        {
            var screen = Screen.Of(given);
            var places = SenderPlaces.Find(DataDirectory.Find(given.GetValue(data)), given.GetValue(config));
            IReadOnlyList<SenderProfile> senders = given.GetValue(name) is { } one ? [Find(one, places.Senders)] : places.Senders.All;
            if (given.GetValue(json)) foreach (var sender in senders) screen.Out.WriteLine(SenderJson.Write(sender, places.Url(sender)));
            else if (given.GetValue(markdown)) screen.Out.Write(given.GetValue(name) is null ? SenderList.Markdown(senders) : ManualMarkdown.Write(SenderManual.Of(senders[0], places)));
            else if (given.GetValue(name) is null) SenderList.Write(senders, screen.Out);
            else screen.Out.Write(ManualTerminal.Write(SenderManual.Of(senders[0], places), Math.Min(screen.Width ?? WidestPage, WidestPage), screen.Colour));
        });
        return command;
    }

    private static SenderProfile Find(string name, SenderCatalog senders) => senders.Find(name) ?? throw CommandException.Failed(
        $"There is no sender {Printing.TerminalText.Clean(name)}.", $"There are: {string.Join(", ", senders.All.Select(sender => sender.Name))}.");
}
