using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Creel.Server.Tests.BlackBox.Supervised;

/// <summary>A server whose socket outlives it refuses no connection, and loses nothing, however often and however hard it is restarted.</summary>
public sealed class RestartUnderLoadTests : BlackBoxTest
{
    private readonly FaultLoad _load = new();
    private readonly ConcurrentQueue<(string Sender, Exception Why)> _failures = [];
    private Tuple<int, TaskCompletionSource> _awaited = new(0, new());

    [Fact]
    public async Task Answers_everybody_when_it_is_restarted_under_load()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sockets are passed on Linux");
        await RunAsync(FaultLoad.Rounds(few: 6), async supervisor => Assert.Equal(0, await supervisor.EndAsync("SIGTERM")));
        // Who keeps a connection without using it may find it closed; all others must not notice.
        Assert.All(_failures, failure => Assert.True(failure.Sender != "fresh" && IsClosed(failure.Why), $"{failure.Sender}: {failure.Why}"));
        Assert.Empty(_load.Refused);
    }

    [Fact]
    public async Task Refuses_nobody_and_loses_nothing_when_it_is_killed_under_load()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sockets are passed on Linux");
        await RunAsync(FaultLoad.Rounds(few: 6), async supervisor => Assert.Equal(-9, await supervisor.EndAsync("SIGKILL")));
        // What was under way has no answer. That is all that a kill may do.
        Assert.All(_failures, failure => Assert.True(IsClosed(failure.Why), $"{failure.Sender}: {failure.Why}"));
        _load.AssertRefusedIsNotKept(Data);
    }

    private async Task RunAsync(int rounds, Func<Supervisor, Task> end)
    {
        await using var supervisor = await Supervisor.StartAsync(Data, At("log"), [], "--listen", "https://127.0.0.1:{port}", "--print", "none");
        using var stop = new CancellationTokenSource();
        await supervisor.ServeAsync();
        Task[] senders =
        [
            .. Enumerable.Range(0, 4).Select(_ => SendAsync("fresh", supervisor.Client(HttpVersion.Version11, fresh: true), stop.Token)),
            .. Enumerable.Range(0, 4).Select(_ => SendAsync("kept", supervisor.Client(HttpVersion.Version11), stop.Token)),
            .. Enumerable.Range(0, 2).Select(_ => SendAsync("streams", supervisor.Client(HttpVersion.Version20), stop.Token)),
        ];
        for (var round = 0; round < rounds; round++)
        {
            await MoreAsync(200);
            await end(supervisor);
            await supervisor.ServeAsync();
        }
        await MoreAsync(200);
        await stop.CancelAsync();
        await Task.WhenAll(senders).WaitAsync(CreelProcess.Patience);
        Assert.Equal(0, await supervisor.EndAsync("SIGTERM"));
        _load.AssertKept(Data);
        Report($"{rounds} rounds");
    }

    private async Task SendAsync(string sender, HttpClient client, CancellationToken stop)
    {
        await Task.Yield();
        using (client)
        {
            while (!stop.IsCancellationRequested)
            {
                try { (await _load.SendAsync(client)).Dispose(); }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException) { _failures.Enqueue((sender, e)); }
                var (count, reached) = Volatile.Read(ref _awaited);
                if (_load.Acknowledged.Count >= count) reached.TrySetResult();
            }
        }
    }

    private async Task MoreAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, new(_load.Acknowledged.Count + count, reached));
        await reached.Task.WaitAsync(CreelProcess.Patience, TestContext.Current.CancellationToken);
    }

    // Cut by the other side. A refused connection, a time-out or an answer that makes no sense is something else.
    private static bool IsClosed(Exception why)
    {
        for (var at = why; at is not null; at = at.InnerException)
        {
            if (at is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.TimedOut } or OperationCanceledException) return false;
            if (at is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted }
                or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or EndOfStreamException) return true;
        }
        return why.InnerException is IOException;
    }

    private void Report(string what)
    {
        var failed = string.Join(", ", _failures.GroupBy(failure => failure.Sender).Select(group => $"{group.Key} {group.Count()}"));
        TestContext.Current.SendDiagnosticMessage($"{what}: {_load.Acknowledged.Count} acknowledged, {_load.Refused.Count} answered 503, cut: {failed}");
        _load.Report($"{TestContext.Current.TestMethod!.MethodName}, {what}, cut: {failed}");
    }
}
