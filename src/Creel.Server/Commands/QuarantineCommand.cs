using System.CommandLine;
using System.Text.Json;
using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Printing;

namespace Creel.Server.Commands;

/// <summary><c>creel quarantine</c>: the requests that were refused, why, and letting one in after all.</summary>
internal static class QuarantineCommand
{
    public static Command Create(Func<string, IQuarantineLog> openFile) =>
        new("quarantine", "Requests that were refused: list them, see why, and let one in after all.")
        {
            QuarantineListCommand.Create(openFile),
            Show(openFile),
            Accept(openFile),
        };

    private static ExplainedCommand Show(Func<string, IQuarantineLog> openFile)
    {
        var id = new Argument<string>("ID") { Description = "The refused request's id, as `creel quarantine list` shows it" };
        var json = new Option<bool>("--json") { Description = "Everything as one JSON object on a line" };
        var body = new Option<bool>("--body") { Description = "Only the body, byte for byte as it is kept" };
        var command = new ExplainedCommand("show", "Show one refused request: why, what to do, its headers and its body.", """
            Whatever may be a credential is replaced by *** and a keyed digest; the same digest means the same value.
            """) { id, json, body };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(body)) result.AddError("--json and --body: give one of them.");
        });
        InboxCommand.Set(command, (choice, cancel) => choice.OpenQuarantineAsync(openFile, cancel), async (given, _, quarantine, cancel) =>
        {
            var wanted = Id(given.GetRequiredValue(id));
            using var refused = await quarantine.FindAsync(wanted, cancel) ?? throw Missing(wanted);
            var screen = Screen.Of(given);
            if (given.GetValue(json)) screen.Out.WriteLine(Line(refused.RootElement, screen));
            else if (given.GetValue(body)) await WriteBodyAsync(refused.RootElement, cancel);
            else QuarantineSheet.Write(refused.RootElement, screen.Out);
            return 0;
        });
        return command;
    }

    private static ExplainedCommand Accept(Func<string, IQuarantineLog> openFile)
    {
        var ids = new Argument<string[]>("ID") { Description = "Refused requests, by their ids", Arity = ArgumentArity.OneOrMore };
        var source = new Option<string?>("--source") { HelpName = "NAME", Description = "The source to take them as; default: the one they were sent to" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new ExplainedCommand("accept", "Make events of refused requests, each exactly once.", """
            Look first (creel quarantine show ID): nobody has proved where it comes from. The event keeps the time at which the
            request came, its verdict is `accepted`. Accepting again answers with the same event. The server must be running.
            """) { ids, source, json };
        InboxCommand.Set(command, (choice, cancel) => choice.OpenQuarantineAsync(openFile, cancel), async (given, _, quarantine, cancel) =>
        {
            var screen = Screen.Of(given);
            Guid[] wanted = [.. given.GetRequiredValue(ids).Select(Id)];
            var failed = false;
            foreach (var id in wanted)
            {
                try
                {
                    using var accepted = await quarantine.AcceptAsync(id, given.GetValue(source), cancel) ?? throw Missing(id);
                    screen.Out.WriteLine(given.GetValue(json) ? accepted.RootElement.GetRawText() : Said(id, accepted.RootElement));
                }
                catch (CommandException e)
                {
                    // The others may well be let in.
                    screen.Error.WriteLine($"creel: {id}: {e.Message}");
                    failed = true;
                }
            }
            return failed ? 1 : 0;
        });
        return command;
    }

    // The escapes that make a text harmless on a terminal are valid in JSON, too.
    internal static string Line(JsonElement json, Screen screen) => screen.OutIsTerminal ? TerminalText.Clean(json.GetRawText()) : json.GetRawText();

    private static string Said(Guid id, JsonElement accepted) => $"{id} is event {JsonField.Of(accepted, "eventId")}"
        + (accepted.GetProperty("already").GetBoolean() ? " (it was let in before)" : "")
        + (accepted.GetProperty("repeat").GetBoolean() ? " (a repeat of it, merged)" : "");

    private static async Task WriteBodyAsync(JsonElement refused, CancellationToken cancel)
    {
        var bytes = refused.TryGetProperty("body", out var text)
            ? System.Text.Encoding.UTF8.GetBytes(JsonField.Text(text))
            : refused.GetProperty("bodyBase64").GetBytesFromBase64();
        await using var output = StandardOutput.Open();
        try
        {
            await output.WriteAsync(bytes, cancel);
            await output.FlushAsync(cancel);
        }
        catch (IOException e) when (StandardOutput.IsBrokenPipe(e))
        {
            // Who reads has read enough.
        }
    }

    private static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id)
        ? id
        : throw CommandException.Usage($"{TerminalText.Clean(text)} is not a refused request's id.", "Take one from `creel quarantine list`, whole.");

    private static CommandException Missing(Guid id) => CommandException.Failed($"There is no refused request {id}.",
        "See `creel quarantine list`; newer ones may have pushed it out.");
}
