using System.CommandLine;
using System.Text.Json;

namespace Creel.Bench.Load;

/// <summary><c>load</c>: a closed-loop sender of unique events.</summary>
internal static class LoadCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "where the server listens on 127.0.0.1", Required = true };

    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "senders at once",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<double> WarmUp = new("--warm")
    {
        Description = "seconds before measuring",
        DefaultValueFactory = _ => 1.5,
    };

    private static readonly Option<double> Measured = new("--measure") { Description = "seconds measured", DefaultValueFactory = _ => 4 };

    private static readonly Option<long?> Count = new("--count")
    {
        Description = "send so many events instead, as fast as they are answered",
    };

    private static readonly Option<long> First = new("--first") { Description = "the first event's number" };
    private static readonly Option<int> Sources = new("--sources") { Description = "spread the senders over so many configured sources; 0: all to /webhook" };
    private static readonly Option<string?> Sender = new("--sender") { Description = "send as this case of `senders` does" };
    private static readonly Option<int?> ServerPid = new("--server-pid") { Description = "the process whose CPU time is read" };
    private static readonly Option<string?> Acked = new("--acked") { Description = "where the acknowledged numbers are written" };
    private static readonly Option<string?> Out = new("--out") { Description = "where the result is written; standard output otherwise" };

    public static Command Create()
    {
        var command = new Command("load", "Sends unique events over kept TLS connections, one at a time on each, and measures the answers.")
        {
            Port, Connections, WarmUp, Measured, Count, First, Sources, Sender, ServerPid, Acked, Out,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        RunOnOneThread();
        var count = parsed.GetValue(Count);
        var options = new LoadOptions
        {
            Port = parsed.GetValue(Port),
            Connections = Math.Clamp(parsed.GetValue(Connections), 1, 1024),
            WarmUp = count is null ? TimeSpan.FromSeconds(parsed.GetValue(WarmUp)) : TimeSpan.Zero,
            Measured = TimeSpan.FromSeconds(parsed.GetValue(Measured)),
            Count = count,
            First = parsed.GetValue(First),
            Sources = Math.Clamp(parsed.GetValue(Sources), 0, 1024),
            Sender = parsed.GetValue(Sender),
            ServerProcess = parsed.GetValue(ServerPid),
        };
        var (result, acked) = await LoadRun.RunAsync(options, stop);
        if (parsed.GetValue(Acked) is { } ackedFile) acked.Write(ackedFile);
        var json = JsonSerializer.SerializeToUtf8Bytes(result, LoadJson.Default.LoadResult);
        if (parsed.GetValue(Out) is { } outFile) await File.WriteAllBytesAsync(outFile, json, stop);
        else Console.WriteLine(System.Text.Encoding.UTF8.GetString(json));
        return 0;
    }

    /// <summary>
    /// Answers are handled on the one thread that waits for sockets, as wrk does: a hand-over to the thread pool for
    /// each answer would cost the server, which shares the cores, more than the work itself.
    /// </summary>
    private static void RunOnOneThread()
    {
        SetUnlessSet("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        SetUnlessSet("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    private static void SetUnlessSet(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }
}
