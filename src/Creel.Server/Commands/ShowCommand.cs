using System.CommandLine;
using System.Text.Json;
using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Commands;

/// <summary><c>creel show</c>: one event in full.</summary>
internal static class ShowCommand
{
    private const string Last = "last";

    public static Command Create(Func<string, IEventLog> openFile)
    {
        var id = new Argument<string>("ID") { Description = "The event's id, as `creel list` shows it; `last` for the newest event" };
        var json = new Option<bool>("--json") { Description = "Everything as one JSON object on a line" };
        var body = new Option<bool>("--body") { Description = "Only the body, byte for byte as it is kept" };
        var headers = new Option<bool>("--headers") { Description = "Only the headers, one a line" };
        var command = new ExplainedCommand("show",
            "Show one event: its facts, who sent it and how that was proved, its headers and its body.", """
            A JSON body is laid out for reading; --body gives the bytes as they were sent (still compressed, if they were).

            Examples:
              creel show last
              creel show last --body | jq .
            """) { id, json, body, headers };
        command.Validators.Add(result =>
        {
            if (new[] { json, body, headers }.Count(result.GetValue) > 1)
                result.AddError("--json, --body and --headers: give one of them.");
        });
        InboxCommand.Set(command, openFile, async (given, _, inbox, cancel) =>
        {
            var found = await FindIdAsync(given.GetRequiredValue(id), inbox, cancel);
            if (given.GetValue(body)) return await BodyAsync(found, inbox, StandardOutput.Open, cancel);
            using var e = await inbox.FindAsync(found, cancel) ?? throw Missing(found);
            Write(e.RootElement, given.GetValue(json), given.GetValue(headers), Screen.Of(given));
            return 0;
        });
        return command;
    }

    internal static async Task<Guid> FindIdAsync(string text, IInboxView inbox, CancellationToken cancel)
    {
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        if (text != Last)
            throw CommandException.Usage($"{TerminalText.Clean(text)} is not an event's id.",
                "Take one from `creel list`, whole, or `last` for the newest event.");
        using var page = await inbox.NewestAsync(null, 1, cancel);
        foreach (var row in page.Rows.EnumerateArray()) return row.GetProperty("id").GetGuid();
        throw CommandException.Failed("The inbox is empty: there is no last event.",
            "Send a sample to the running server with `creel send`.");
    }

    internal static void Write(JsonElement e, bool json, bool headers, Screen screen)
    {
        if (json) screen.Out.WriteLine(screen.OutIsTerminal ? TerminalText.Clean(e.GetRawText()) : e.GetRawText());
        else if (headers) EventSheet.WriteHeaders(e, screen.Out, "", screen.Colour);
        else EventSheet.Write(e, screen);
    }

    internal static async Task<int> BodyAsync(Guid id, IInboxView inbox, Func<Stream> open, CancellationToken cancel)
    {
        await using var output = open();
        try
        {
            if (!await inbox.CopyBodyAsync(id, output, cancel)) throw Missing(id);
            await output.FlushAsync(cancel);
        }
        catch (IOException e) when (StandardOutput.IsBrokenPipe(e))
        {
            // Who reads has read enough.
        }
        catch (IOException e)
        {
            throw CommandException.Failed($"The body could not be written whole: {e.Message}",
                "Try again; see the server's log, and the space where it goes.");
        }
        return 0;
    }

    private static CommandException Missing(Guid id) =>
        CommandException.Failed($"There is no event {id} in this inbox.",
            "See `creel list`; it may also have been too old to be kept longer.");
}
