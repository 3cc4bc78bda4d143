using System.CommandLine;
using System.Net;
using Creel.Server.Inboxes;
using Creel.Server.Local;

namespace Creel.Server.Commands;

/// <summary><c>creel health</c>: for probes of containers and scripts on the same machine.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "The server's data directory. Default: as `creel serve` finds it" };
        var live = new Option<bool>("--live") { Description = "Only ask whether a restart would help: not ready is alive" };
        var command = new ExplainedCommand("health", "Ask the running server whether it takes events. For health checks of containers.", """
            Without --live it is what a readiness probe asks: 1 while senders get 503, because the disk is full or failing.
            With --live it is what a liveness probe asks: 1 only when the server does not answer, or its writer has been stuck for a minute.
            Exit status: 0 yes, 1 no (and why, on stderr).
            """)
        { data, live };
        command.SetAction((given, cancel) => RunAsync(DataDirectory.Find(given.GetValue(data)), given.GetValue(live), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool live, CancellationToken cancel)
    {
        var data = DataDirectory.OpenExisting(path);
        switch (await AskAsync(data, live ? "health/live" : "health/ready", cancel))
        {
            case HttpStatusCode.OK:
                Terminal.Out.WriteLine(live ? "alive" : "ready");
                return 0;
            case null:
                throw CommandException.Failed($"No server answers on {data.Path}.", "Start it with `creel serve`, or name its directory with --data DIR (or CREEL_DATA).");
            case var _ when live:
                throw CommandException.Failed("The server is stuck.", "A restart is what is left to try.");
            default:
                throw CommandException.Failed("The server takes no events at the moment: senders get 503.", "What it prints says why; it goes on by itself when it can.");
        }
    }

    private static async Task<HttpStatusCode?> AskAsync(DataDirectory data, string path, CancellationToken cancel)
    {
        using var client = await ServerAddress.LocalAsync(data, cancel);
        if (client is null) return null;
        try
        {
            using var answer = await client.GetAsync(path, cancel);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
