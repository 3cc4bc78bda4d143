using System.CommandLine;
using Creel.Console;
using Creel.Inbox;
using Creel.Server.Inboxes;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel quarantine list</c>: the newest refused requests.</summary>
internal static class QuarantineListCommand
{
    public static Command Create(Func<string, IQuarantineLog> openFile)
    {
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "How many at most", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 1) result.AddError("--limit must be 1 or more.");
        });
        var before = new Option<string?>("--before") { HelpName = "CURSOR", Description = "Go on where an earlier list ended (it says how)" };
        var source = new Option<string?>("--source") { HelpName = "NAME", Description = "Only what was sent to this source (\"\": to none)" };
        var address = new Option<string?>("--address") { HelpName = "IP", Description = "Only what came from this address" };
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Only what was refused for this reason, as it is shown" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, times in UTC" };
        var command = new ExplainedCommand("list", "List the newest refused requests: when, how often, why, who, and their ids.", """
            A line stands for all refusals of the same address, for the same reason, at the same source, within a minute; the
            request that is kept is the first of them.

            Examples:
              creel quarantine list
              creel quarantine list --reason "wrong credentials" --address 192.0.2.10
            """) { limit, before, source, address, reason, json };
        InboxCommand.Set(command, (choice, cancel) => choice.OpenQuarantineAsync(openFile, cancel), (given, choice, quarantine, cancel) =>
        {
            var filter = new QuarantineFilter(given.GetValue(source), given.GetValue(address), given.GetValue(reason));
            var wish = new ListWish(given.GetValue(limit), given.GetValue(before), given.GetValue(json), choice.Again + Again(filter));
            return RunAsync(quarantine, filter, wish, Screen.Of(given), cancel);
        });
        return command;
    }

    internal static async Task<int> RunAsync(
        IQuarantineView quarantine, QuarantineFilter filter, ListWish wish, Screen screen, CancellationToken cancel)
    {
        var table = new QuarantineTable(screen, TimeProvider.System.LocalTimeZone);
        var left = wish.Limit;
        var next = wish.Before;
        do
        {
            using var page = await quarantine.NewestAsync(filter, next, Math.Min(left, EventPage.MaxSize), cancel);
            var rows = page.RootElement.GetProperty("refused");
            if (rows.GetArrayLength() == 0) break;
            if (!wish.Json) table.Write(rows);
            else foreach (var row in rows.EnumerateArray()) screen.Out.WriteLine(QuarantineCommand.Line(row, screen));
            left -= rows.GetArrayLength();
            next = page.RootElement.GetProperty("next").GetString();
        }
        while (next is not null && left > 0);

        if (left == wish.Limit) screen.Error.WriteLine(wish.Before is null ? "Nothing was refused that is kept and fits." : "There is nothing older.");
        else if (next is not null) screen.Error.WriteLine($"Older ones: creel quarantine list{wish.Again} --limit {wish.Limit} --before {next}");
        return 0;
    }

    private static string Again(QuarantineFilter filter) =>
        Option("source", filter.Source) + Option("address", filter.Address) + Option("reason", filter.Reason);

    private static string Option(string name, string? value) => value is null ? "" : $" --{name} {CurlLine.Quote(value)}";
}
