using Creel.Server.Systemd;

namespace Creel.Server.Tests.Systemd;

public sealed class ServiceNoticesTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly ServerHealth Well = new(null, TimeSpan.Zero);
    private static readonly ServerHealth Full = new("12 MB are free", TimeSpan.Zero);
    private static readonly ServerHealth Failing = new("the inbox can't be written", Second);
    private static readonly ServerHealth Stuck = new(null, ServerHealth.StuckAfter);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-notify-");
    private readonly TickingClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly NoticeListener _manager;
    private readonly SemaphoreSlim _asked = new(0);
    private ServerHealth _health = Well;

    public ServiceNoticesTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "systemd is not there");
        _manager = new(Path.Combine(_directory.FullName, "notify"));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _manager.Dispose();
        _asked.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Says_that_it_is_alive_in_half_the_time_that_the_watchdog_gives()
    {
        await RunningAsync(watchdog: TimeSpan.FromSeconds(10), async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                for (var second = 1; second < 5; second++) await TickAsync();
                Assert.False(_manager.HasMore, "it is not asked to say so each second");
                await TickAsync();
                Assert.Equal("WATCHDOG=1", await _manager.NextAsync());
            }
        });
    }

    [Fact]
    public async Task Stays_alive_for_the_watchdog_while_the_disk_is_full_or_fails_and_says_why_nothing_is_taken()
    {
        await RunningAsync(watchdog: 2 * Second, async () =>
        {
            foreach (var (health, status) in (List<(ServerHealth, string)>)
                [(Full, "Not ready: 12 MB are free."), (Failing, "Not ready: the inbox can't be written."), (Well, "Receiving.")])
            {
                _health = health;
                await TickAsync();
                Assert.Equal($"WATCHDOG=1\nSTATUS={status}", await _manager.NextAsync());
                for (var round = 0; round < 100; round++)
                {
                    await TickAsync();
                    Assert.Equal("WATCHDOG=1", await _manager.NextAsync());
                }
            }
        });
    }

    [Fact]
    public async Task Is_no_longer_alive_for_the_watchdog_once_its_writer_is_stuck()
    {
        await RunningAsync(watchdog: 2 * Second, async () =>
        {
            _health = Stuck;
            await TickAsync();
            Assert.StartsWith("STATUS=Stuck: the inbox has been at one write for 60 s", await _manager.NextAsync());
            for (var round = 0; round < 10; round++) await TickAsync();
            Assert.False(_manager.HasMore, "a stuck writer must be restarted");
            _health = Well;
            await TickAsync();
            Assert.Equal("WATCHDOG=1\nSTATUS=Receiving.", await _manager.NextAsync());
        });
    }

    [Fact]
    public async Task Asks_for_more_time_while_it_starts_but_not_for_ever()
    {
        using var notices = new ServiceNotices(NotifySocket.Open(_manager.Address), watchdog: null, _clock);
        var running = notices.RunAsync(_stop.Token);
        for (var minute = 0; minute < 60; minute++)
        {
            _clock.Tick(TimeSpan.FromSeconds(60));
            if (minute < 59) Assert.Equal("EXTEND_TIMEOUT_USEC=60000000", await _manager.NextAsync());
        }
        _clock.Tick(TimeSpan.FromSeconds(60));
        notices.Stopping();
        Assert.StartsWith("STOPPING=1\n", await _manager.NextAsync());
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Tells_when_a_reload_began_and_what_came_of_it()
    {
        await RunningAsync(watchdog: null, async () =>
        {
            _notices!.Reloading();
            Assert.Equal($"RELOADING=1\nMONOTONIC_USEC={_clock.GetTimestamp() / 10}", await _manager.NextAsync());
            _notices.Reloaded(taken: false);
            Assert.Equal("READY=1\nSTATUS=The changed configuration was refused; the one before it is in force.", await _manager.NextAsync());
            _notices.Reloaded(taken: true);
            Assert.Equal("READY=1\nSTATUS=Receiving.", await _manager.NextAsync());
        });
    }

    [Fact]
    public async Task Is_heard_at_an_abstract_address_and_goes_on_where_nobody_listens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them");
        using var manager = new NoticeListener("@" + _directory.Name);
        using (var notices = new ServiceNotices(NotifySocket.Open(manager.Address), null, _clock)) notices.Stopping();
        Assert.StartsWith("STOPPING=1\n", await manager.NextAsync());
        using var gone = new ServiceNotices(NotifySocket.Open("@" + _directory.Name + "-gone"), null, _clock);
        gone.Ready(() => Well);
        using var nobody = new ServiceNotices(NotifySocket.Open(null), null, _clock);
        nobody.Ready(() => Well);
        await nobody.RunAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "42", 30.0)]
    [InlineData("30000000", "43", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void Reads_the_time_of_the_watchdog_where_it_is_its_own(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(seconds, ServiceNotices.Watchdog(name => name == "WATCHDOG_USEC" ? microseconds : process, processId: 42)?.TotalSeconds);

    private ServiceNotices? _notices;

    private async Task RunningAsync(TimeSpan? watchdog, Func<Task> test)
    {
        using var notices = _notices = new ServiceNotices(NotifySocket.Open(_manager.Address), watchdog, _clock);
        var running = notices.RunAsync(_stop.Token);
        notices.Ready(() =>
        {
            _asked.Release();
            return _health;
        });
        Assert.Equal("READY=1\nSTATUS=Receiving.", await _manager.NextAsync());
        await AskedAsync();
        await test();
        await _stop.CancelAsync();
        await running;
    }

    private async Task TickAsync()
    {
        _clock.Tick(Second);
        await AskedAsync();
    }

    private async Task AskedAsync() => Assert.True(await _asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
}
