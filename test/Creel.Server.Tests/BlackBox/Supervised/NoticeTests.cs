using System.Net;
using Creel.Faults.Disk;

namespace Creel.Server.Tests.BlackBox.Supervised;

/// <summary>What the real program tells the one that started it.</summary>
public sealed class NoticeTests : BlackBoxTest
{
    public NoticeTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is on Linux");

    [Fact]
    public async Task Says_when_it_receives_reloads_and_stops()
    {
        await File.WriteAllTextAsync(At("creel.yaml"), "sources: {one: {path: /one, open: true}}", TestContext.Current.CancellationToken);
        await using var supervisor = await Supervisor.StartAsync(Data, At("log"), [("CREEL_USER", "")],
            "--listen", "https://127.0.0.1:{port}", "--config", At("creel.yaml"));
        await supervisor.ServeAsync();
        using var client = supervisor.Client(HttpVersion.Version11);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("/one", Json("{}"))).StatusCode);

        await File.WriteAllTextAsync(At("creel.yaml"), "sources: {two: {path: /two, open: true}}", TestContext.Current.CancellationToken);
        await supervisor.SignalAsync("SIGHUP");
        Assert.Contains("MONOTONIC_USEC=", await supervisor.HeardAsync("notice RELOADING=1"));
        Assert.Contains("STATUS=Receiving.", await supervisor.HeardAsync("notice READY=1"));
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("/two", Json("{}"))).StatusCode);

        await File.WriteAllTextAsync(At("creel.yaml"), "sources: {two: {}}", TestContext.Current.CancellationToken);
        await supervisor.SignalAsync("SIGHUP");
        await supervisor.HeardAsync("notice RELOADING=1");
        Assert.Contains("was refused", await supervisor.HeardAsync("notice READY=1"));

        await supervisor.SignalAsync("SIGTERM");
        await supervisor.HeardAsync("notice STOPPING=1");
        Assert.Equal(0, await supervisor.EndedAsync());
        Assert.Contains($"https://127.0.0.1:{supervisor.Port}", await File.ReadAllTextAsync(supervisor.Log, TestContext.Current.CancellationToken));
    }

    /// <summary>A restart would not make room: it would only take the 503 away from senders, again and again.</summary>
    [Fact]
    public async Task Stays_alive_for_the_watchdog_while_the_disk_is_full()
    {
        Assert.SkipUnless(SimulatedDisk.Missing is null, SimulatedDisk.Missing ?? "");
        using var disk = SimulatedDisk.Open(At("disk.page"));
        disk.Begin(1);
        var environment = SimulatedDisk.Environment(At("disk.page"), Data).Select(one => (one.Key, one.Value));
        await using var supervisor = await Supervisor.StartAsync(Data, At("log"), [("WATCHDOG_USEC", "1000000"), .. environment],
            "--listen", "https://127.0.0.1:{port}", "--print", "line");
        await supervisor.ServeAsync();
        using var client = supervisor.Client(HttpVersion.Version11);
        var load = new FaultLoad();
        (await load.SendAsync(client)).EnsureSuccessStatusCode();
        disk.Fail(SimulatedDisk.Kinds.Writes, SimulatedDisk.NoSpace, after: 1, times: -1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await load.SendAsync(client)).StatusCode);
        Assert.Contains("STATUS=Not ready: ", await supervisor.HeardAsync("notice WATCHDOG=1 STATUS"));
        // What a probe is told: not ready, and alive.
        Assert.Equal(1, (await CreelProcess.RunAsync("health", "--data", Data)).Exit);
        Assert.Equal((0, "alive\n", ""), await CreelProcess.RunAsync("health", "--live", "--data", Data));
        for (var pings = 0; pings < 8; pings++) Assert.Equal("notice WATCHDOG=1", await supervisor.HeardAsync("notice ", "ended "));
        disk.Heal();
        Assert.Contains("STATUS=Receiving.", await supervisor.HeardAsync("notice WATCHDOG=1 STATUS"));
        (await load.SendAsync(client)).EnsureSuccessStatusCode();
        Assert.Equal((0, "ready\n", ""), await CreelProcess.RunAsync("health", "--data", Data));
        Assert.Equal(0, await supervisor.EndAsync("SIGTERM"));
        Assert.Equal(1, (await CreelProcess.RunAsync("health", "--live", "--data", Data)).Exit);
        load.AssertKept(Data);
    }

    [Fact]
    public async Task Refuses_a_socket_that_no_url_is_for_and_does_not_start()
    {
        await using var supervisor = await Supervisor.StartAsync(Data, At("log"), [], "--listen", "https://127.0.0.1:0");
        await supervisor.BeginAsync();
        Assert.Equal(2, await supervisor.EndedAsync());
        var said = await File.ReadAllTextAsync(supervisor.Log, TestContext.Current.CancellationToken);
        Assert.Contains($"127.0.0.1:{supervisor.Port} (creel.socket) was passed, and no URL of listen is for it: https://127.0.0.1:0", said);
    }
}
