using System.CommandLine;
using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel export</c>: all events, bodies included.</summary>
internal static class ExportCommand
{
    private const string Pretty = "pretty";

    public static Command Create(Func<string, IEventLog> openFile)
    {
        var query = QueryArgument.Create("Only events that match it, see `creel search --help`");
        var format = new Option<string>("--format") { Description = "How to write them", DefaultValueFactory = _ => "ndjson" }
            .AcceptOnlyFromAmong("ndjson", Pretty);
        var output = new Option<string?>("--out")
        {
            HelpName = "FILE",
            Description = "Write to a file (owner-only, named when it is whole) instead of standard output",
        };
        var after = new Option<string?>("--after")
        {
            HelpName = "CURSOR",
            Description = "Only what came after an earlier export (it says how)",
        };
        var command = new ExplainedCommand("export",
            "Write out all events (or those that match a query) with their bodies, oldest first, up to the newest at the start.", """
            ndjson  one JSON object a line: all facts, headers and the body as text (`body`) or base64 (`bodyBase64`)
            pretty  the bodies as `creel serve --save` writes them: JSON with indent 4, each followed by a line of `= - `

            Examples:
              creel export --out events.ndjson
              creel export 'source:github header.x-github-event:push after:7d' --format pretty
              creel export | jq -r 'select(.level == 1) | .title'
            """) { query, format, output, after };
        QueryArgument.RefuseOptions(command, query);
        InboxCommand.Set(command, openFile, async (given, choice, inbox, cancel) =>
        {
            var wanted = QueryArgument.Read(given, query);
            using var export = await inbox.ExportAsync(wanted, given.GetValue(after), cancel);
            var screen = Screen.Of(given);
            var write = Writer(given.GetValue(format)!);
            var done = given.GetValue(output) is { } file
                ? await ToFileAsync(export, file, write, screen, cancel)
                : await ToStreamAsync(export, StandardOutput.Open(), write, screen, cancel);
            if (done) screen.Error.WriteLine($"Later ones: creel export{choice.Again}{(wanted.Length > 0 ? " " + CurlLine.Quote(wanted) : "")} --after {export.Next}");
            return 0;
        });
        return command;
    }

    internal delegate Task Write(InboxExport export, Stream output, ExportProgress progress, CancellationToken cancel);

    internal static Write Writer(string format) => format == Pretty ? ExportFormat.IndentAsync : ExportFormat.CopyAsync;

    internal static async Task<bool> ToFileAsync(InboxExport export, string path, Write write, Screen screen, CancellationToken cancel)
    {
        await using var file = ExportFile.Create(path);
        var progress = new ExportProgress(screen, export.Expected, TimeProvider.System);
        try
        {
            await write(export, file.Stream, progress, cancel);
            file.Finish();
        }
        catch (IOException e)
        {
            progress.End();
            throw CommandException.Failed($"{path} can't be written: {e.Message}", "Name another file with --out FILE.");
        }
        progress.End();
        screen.Error.WriteLine($"Exported {progress.Summary()} to {path}.");
        return true;
    }

    /// <summary>False when whoever reads the output went away: that is no error, there is just nothing left to do.</summary>
    internal static async Task<bool> ToStreamAsync(InboxExport export, Stream output, Write write, Screen screen, CancellationToken cancel)
    {
        var progress = new ExportProgress(screen, export.Expected, TimeProvider.System);
        try
        {
            await using (output) await write(export, output, progress, cancel);
        }
        catch (IOException e) when (StandardOutput.IsBrokenPipe(e))
        {
            progress.End();
            return false;
        }
        catch (IOException e)
        {
            progress.End();
            throw CommandException.Failed($"The output can't be written: {e.Message}",
                "Write to another place, for example with --out FILE.");
        }
        progress.End();
        screen.Error.WriteLine($"Exported {progress.Summary()}.");
        return true;
    }
}
