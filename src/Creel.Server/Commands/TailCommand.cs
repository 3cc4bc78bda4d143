using System.CommandLine;
using System.Text;
using Creel.Console;
using Creel.Server.Inboxes;
using Creel.Server.Tailing;

namespace Creel.Server.Commands;

/// <summary><c>creel tail</c>: events as they come.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        var query = QueryArgument.Create("Only events that match, such as level:<=2");
        var last = new Option<int>("--lines", "-n") { HelpName = "N", Description = "Begin with the latest N events", DefaultValueFactory = _ => 10 };
        var since = new Option<string?>("--since") { HelpName = "CURSOR", Description = "Begin with what came after a cursor, such as `creel export` ends with" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, with all facts, times in UTC" };
        last.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 0 or > EventPage.MaxSize) result.AddError($"-n must be a number from 0 to {EventPage.MaxSize}.");
        });
        var command = new ExplainedCommand("tail", "Follow events as they come, one line each.", """
            It goes on through restarts of the server, without a gap and without an event twice. When events come faster than they
            are taken, some are skipped and it says how many; nothing that is kept is lost by that.

            On a terminal: space pauses and goes on, up and down (or k and j) select an event, enter opens it, / changes the query,
            ? shows the keys, q ends.

            Examples:
              creel tail
              creel tail 'level:<=2 -test:true'
              creel tail -n 0 --json | jq -r .title
            """) { query, last, since, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(since) is not null && result.GetResult(last) is { Implicit: false }) result.AddError("--since and -n: give one of them.");
        });
        QueryArgument.RefuseOptions(command, query);
        InboxCommand.Set(command, (choice, cancel) => choice.OpenFeedAsync(cancel), (given, choice, feed, cancel) =>
        {
            var wish = new TailWish(QueryArgument.Read(given, query), given.GetValue(last), given.GetValue(since), given.GetValue(json));
            return RunAsync(feed, choice, wish, Screen.Of(given), cancel);
        });
        return command;
    }

    internal static async Task<int> RunAsync(ServerFeed feed, InboxChoice choice, TailWish wish, Screen screen, CancellationToken cancel)
    {
        if (screen.OutIsTerminal && Terminal.InputIsTerminal && !wish.Json && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"))
            return await new TerminalTail(feed, choice, wish, screen).RunAsync(cancel);
        var tail = new LiveTail(choice.OpenFeedAsync, screen.Error.WriteLine, TimeProvider.System);
        try
        {
            await using var output = screen.OutIsTerminal ? null : new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false), 64 << 10);
            await new PlainTail(feed, wish, screen with { Out = output ?? screen.Out }).RunAsync(tail.FollowAsync(feed, wish.Query, wish.Since, cancel), cancel);
        }
        catch (IOException e) when (StandardOutput.IsBrokenPipe(e))
        {
            // Who reads has read enough.
        }
        return 0;
    }
}
