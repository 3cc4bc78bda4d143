using System.CommandLine;
using Creel.Inbox;
using Creel.Server.Inboxes;

namespace Creel.Server.Commands;

/// <summary><c>creel list</c> and <c>creel search</c>: the newest events, and the newest that match a query.</summary>
internal static class ListCommand
{
    public static Command Create(Func<string, IEventLog> openFile)
    {
        var query = QueryArgument.Create("Only events that match it, see `creel search --help`");
        var command = new ExplainedCommand("list",
            "List the newest events: when each came, how bad it is, what it is about, and its id.", """
            The newest comes first. Times are local; with --json they are UTC. The inbox is the running server's where one
            answers, else the files of its data directory are read; stderr says which.

            Examples:
              creel list
              creel list 'source:catalyst level:<=2'
              creel list --limit 1000 --json | jq -r 'select(.level == 1) | .title'
              creel list --server https://creel.example.net:5480 --token-stdin < token
            """) { query };
        Set(command, openFile, query);
        return command;
    }

    public static Command CreateSearch(Func<string, IEventLog> openFile)
    {
        var query = QueryArgument.Create("What to look for", required: true);
        var command = new ExplainedCommand("search",
            "Search events, newest first.", """
            Words and "phrases" are looked for in the bodies; key:value asks for a fact. All terms must match.

              word  "a phrase"  beginn*           in the text of the body, whole words, without case
              source: sender: type: title: severity: level: status: subject: correlation: link: test:
              verdict: method: path: ip: id: key: size: repeats: malformed:       facts, whole; a * at the end: what begins so
              level:<=2  size:>1000               also <, >=
              after:2h  before:2026-03-01         received then: a date, with a time or not, or an age (30m 2h 7d 4w)
              has:link                            there is one
              header.x-github-event:push          a header
              body.details."Device Name":core*    a place in a JSON body; of arrays any element
              -term   a OR b   (a b) OR c         not; one of them; together

            The shell has its own use for quotes, parentheses, < and >: put the query in '…'. The whole language is in
            docs/queries.md. What takes longer than it should goes on by itself; Ctrl-C ends it.

            Examples:
              creel search 'level:<=2 -test:true after:7d'
              creel search '"link down" (severity:error OR severity:critical)'
              creel search --all --json body.details.Device:10.1.2.3
            """) { query };
        var all = new Option<bool>("--all") { Description = "All matches, however many" };
        command.Add(all);
        Set(command, openFile, query, all);
        return command;
    }

    private static void Set(ExplainedCommand command, Func<string, IEventLog> openFile, Argument<string[]> query, Option<bool>? all = null)
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
        foreach (var option in (ReadOnlySpan<Option>)[limit, before, json]) command.Add(option);
        QueryArgument.RefuseOptions(command, query);
        InboxCommand.Set(command, openFile, (given, choice, inbox, cancel) =>
        {
            var wanted = all is not null && given.GetValue(all) ? int.MaxValue : given.GetValue(limit);
            var wish = new ListWish(wanted, given.GetValue(before), given.GetValue(json), choice.Again)
            {
                Query = QueryArgument.Read(given, query),
                Command = command.Name,
            };
            return RunAsync(inbox, wish, Screen.Of(given), cancel);
        });
    }

    internal static Task<int> RunAsync(IInboxView inbox, ListWish wish, Screen screen, CancellationToken cancel) =>
        new EventListing(inbox, wish, screen).RunAsync(cancel);
}
