using System.CommandLine;
using Creel.Server.Importing;
using Creel.Server.Inboxes;

namespace Creel.Server.Commands;

/// <summary><c>creel import</c>: brings events of a file into a running server's inbox.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An export of Creel, or the Flask receiver's file; - for standard input" };
        var format = new Option<string?>("--format") { Description = "How it is written (default: as its first line looks)" }
            .AcceptOnlyFromAmong(ImportFormats.Ndjson, ImportFormats.Flask);
        var source = new Option<string?>("--source")
        {
            HelpName = "NAME",
            Description = "The source to take all events as (default: as an export says; for the Flask receiver's file the one there is)",
        };
        var sender = new Option<string?>("--sender")
        {
            HelpName = "NAME",
            Description = "Read the facts anew, by this sender's profile (default: as an export says, else by the source's)",
        };
        var json = new Option<bool>("--json") { Description = "Print what came of it as one JSON object" };
        var command = new ExplainedCommand("import",
            "Bring the events of a file into the inbox: an export, or what the Flask receiver wrote.", """
            ndjson  what `creel export` writes: ids, times and facts are kept
            flask   what the Flask receiver and `creel serve --save` write: JSON with indent 4, each followed by a line of `= - `.
                    It knows no times, so they stay unknown; the ids are made of the bodies

            Events that are there already are left as they are, so a file may be imported again, also one that was cut before or
            has grown since. Imported events are marked, and neither saved nor forwarded. The server must be running.

            Examples:
              creel import all_webhooks_detailed.json
              creel export --server https://creel.example.net:5480 --token-stdin < token | creel import -
            """) { file, format, source, sender, json };
        InboxCommand.Set(command, (choice, cancel) => choice.OpenImportAsync(cancel), async (given, _, server, cancel) =>
        {
            await using var opened = await ImportFile.OpenAsync(given.GetRequiredValue(file), cancel);
            var wish = new ImportWish(given.GetValue(format), given.GetValue(source), given.GetValue(sender));
            return await RunAsync(server, opened, wish, given.GetValue(json), Screen.Of(given), cancel);
        });
        return command;
    }

    internal static async Task<int> RunAsync(ServerImport server, ImportFile file, ImportWish wish, bool json, Screen screen, CancellationToken cancel)
    {
        var format = file.Format(wish.Format);
        var source = wish.Source ?? (format == ImportFormat.Flask ? await OnlySourceAsync(server, cancel) : null);
        var progress = new ImportProgress(screen, file, TimeProvider.System);
        var upload = new ImportUpload(server, source, wish.Sender, progress);
        try
        {
            await upload.RunAsync(format == ImportFormat.Flask ? FlaskFile.ReadAsync(file.Lines, source!, cancel) : NdjsonLines.ReadAsync(file.Lines, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && upload.Totals.Read > 0)
        {
            progress.End();
            screen.Error.WriteLine($"Stopped. {SoFar(upload.Totals, file)}");
            throw;
        }
        catch (Exception e) when (e is IOException or CommandException)
        {
            progress.End();
            var why = e as CommandException ?? ImportFile.Unreadable(file.Name, e);
            throw upload.Totals.Read > 0 ? CommandException.Failed(why.Message, SoFar(upload.Totals, file)) : why;
        }
        progress.End();
        if (json) screen.Out.WriteLine(ImportReport.Json(upload.Totals));
        else ImportReport.Write(upload.Totals, file.Name, progress.Took, screen);
        return upload.Totals.Skipped > 0 ? 1 : 0;
    }

    // Which of several is meant nobody can tell from a body.
    private static async Task<string> OnlySourceAsync(ServerImport server, CancellationToken cancel) => await server.SourcesAsync(cancel) switch
    {
        [var only] => only,
        var several => throw CommandException.Usage("The Flask receiver's file names no source, and there are several.",
            $"Say which one its events are taken as: --source {string.Join(" or --source ", several)}"),
    };

    private static string SoFar(ImportTotals totals, ImportFile file) =>
        $"{file.Name} is in the inbox up to line {totals.LastLine} ({ImportReport.Sentence(totals)}). Import it again: nothing is added twice.";
}

/// <summary>What was said of the file; null for what it says itself.</summary>
internal sealed record ImportWish(string? Format, string? Source, string? Sender);
