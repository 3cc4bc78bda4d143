using System.CommandLine;
using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Printing;
using Creel.Console;

namespace Creel.Server.Commands;

/// <summary><c>creel list</c>: the newest events.</summary>
internal static class ListCommand
{
    public static Command Create(Func<string, IEventLog> openFile)
    {
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "How many events at most", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 1) result.AddError("--limit must be 1 or more.");
        });
        var before = new Option<string?>("--before")
        {
            HelpName = "CURSOR",
            Description = "Go on where an earlier list ended (it says how)",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, with all facts, times in UTC" };
        var command = new ExplainedCommand("list",
            "List the newest events: when each came, how bad it is, what it is about, and its id.", """
            The newest comes first. Times are local; with --json they are UTC. The inbox is the running server's where one
            answers, else the files of its data directory are read; stderr says which.

            Examples:
              creel list
              creel list --limit 1000 --json | jq -r 'select(.level == 1) | .title'
              creel list --server https://creel.example.net:5480 --token-stdin < token
            """) { limit, before, json };
        InboxCommand.Set(command, openFile, (given, choice, inbox, cancel) =>
        {
            var wanted = new ListWish(given.GetValue(limit), given.GetValue(before), given.GetValue(json), choice.Again);
            return RunAsync(inbox, wanted, Screen.Of(given), cancel);
        });
        return command;
    }

    internal static async Task<int> RunAsync(IInboxView inbox, ListWish wish, Screen screen, CancellationToken cancel)
    {
        var table = new EventTable(screen, TimeProvider.System.LocalTimeZone);
        var left = wish.Limit;
        var next = wish.Before;
        do
        {
            using var page = await inbox.NewestAsync(next, Math.Min(left, EventPage.MaxSize), cancel);
            var rows = page.Rows.GetArrayLength();
            if (rows == 0) break;
            if (!wish.Json) table.Write(page.Rows);
            else foreach (var row in page.Rows.EnumerateArray()) screen.Out.WriteLine(Line(row.GetRawText(), screen));
            left -= rows;
            next = page.Next;
        }
        while (next is not null && left > 0);

        if (left == wish.Limit) screen.Error.WriteLine(Nothing(wish));
        else if (next is not null) screen.Error.WriteLine($"Older ones: creel list{wish.Again} --limit {wish.Limit} --before {next}");
        return 0;
    }

    // The escapes that make a text harmless on a terminal are valid in JSON, too.
    private static string Line(string json, Screen screen) => screen.OutIsTerminal ? TerminalText.Clean(json) : json;

    private static string Nothing(ListWish wish) => wish.Before is null
        ? "The inbox is empty: nothing was received yet. Send a sample to the running server with `creel send`."
        : "There is nothing older.";
}
