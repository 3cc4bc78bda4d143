using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Creel.Bench.Machine;

namespace Creel.Bench.Listening;

/// <summary><c>listen</c>: follows the events many times over, until its standard input ends, and says what it got and what that took.</summary>
internal static class ListenCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "where the console listens on 127.0.0.1", Required = true };
    private static readonly Option<string> Data = new("--data") { Description = "the server's data directory, for its token", Required = true };
    private static readonly Option<int> Clients = new("--clients") { Description = "listeners", Required = true };
    private static readonly Option<string> Wanted = new("--query") { Description = "what they want, as the URL has it", DefaultValueFactory = _ => "" };

    public static string[] Arguments(int port, string data, int clients, string query) =>
        ["listen", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data, "--clients", clients.ToString(CultureInfo.InvariantCulture), "--query", query];

    public static Command Create()
    {
        var command = new Command("listen", "Listeners to the live feed, to be measured beside.") { Port, Data, Clients, Wanted };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult given)
    {
        var buffer = new byte[256 << 10];
        using var secrets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(given.GetRequiredValue(Data), "secrets.json")));
        var token = secrets.RootElement.GetProperty("apiToken").GetString()!;
        var query = given.GetRequiredValue(Wanted) is { Length: > 0 } text ? "?" + text : "";
        LiveListener[] listeners = [.. Enumerable.Range(0, given.GetValue(Clients)).Select(_ => new LiveListener(given.GetValue(Port), token, query))];
        foreach (var listener in listeners) listener.Begin(buffer);
        Console.WriteLine(SideProcess.Ready);

        var ended = Task.Run(Console.In.ReadToEnd);
        var (started, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var sockets = listeners.ToDictionary(listener => listener.Socket);
        while (!ended.IsCompleted)
        {
            // One thread that waits for all of them.
            IList readable = sockets.Keys.ToList();
            Socket.Select(readable, null, null, 100_000);
            foreach (Socket socket in readable)
            {
                if (!sockets[socket].Read(buffer)) throw new BenchException("The server ended a live feed.");
            }
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var found = new ListenResult
        {
            EventsEach = listeners.Sum(one => one.Events) / seconds / listeners.Length,
            LeastEvents = listeners.Min(one => one.Events) / seconds,
            SkipsEach = listeners.Sum(one => one.Skips) / seconds / listeners.Length,
            MegabytesPerSecond = listeners.Sum(one => one.Bytes) / seconds / 1e6,
            Cores = (Environment.CpuUsage.TotalTime - before).TotalSeconds / seconds,
        };
        foreach (var listener in listeners) listener.Dispose();
        Console.WriteLine(JsonSerializer.Serialize(found, ListenJson.Default.ListenResult));
        return 0;
    }
}
