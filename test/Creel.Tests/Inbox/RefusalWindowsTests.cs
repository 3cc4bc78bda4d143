using Creel.Inbox;

namespace Creel.Tests.Inbox;

public sealed class RefusalWindowsTests
{
    private static readonly RefusalKey Key = new("192.0.2.7", "wrong credentials", "webhook");
    private readonly MovedClock _clock = new();

    [Fact]
    public void Counts_the_same_refusal_of_the_same_address_within_a_minute()
    {
        var windows = new RefusalWindows(QuarantineBounds.Default, _clock);
        var id = Guid.CreateVersion7(Events.Noon);
        Assert.Equal(RefusalTurn.New, windows.Admit(Key, id, Events.Noon, out _));
        Assert.Empty(windows.TakeRepeats());
        Assert.Equal(RefusalTurn.Repeat, windows.Admit(Key, Guid.CreateVersion7(Events.Noon), Events.Noon.AddSeconds(1), out var first));
        Assert.True(first);
        Assert.Equal(RefusalTurn.Repeat, windows.Admit(Key, Guid.CreateVersion7(Events.Noon), Events.Noon.AddSeconds(2), out first));
        Assert.False(first);
        Assert.Equal([new RefusedAgain(id, 2, Events.Noon.AddSeconds(2))], windows.TakeRepeats());
        Assert.Empty(windows.TakeRepeats());
    }

    [Theory]
    [InlineData("192.0.2.8", "wrong credentials", "webhook")]
    [InlineData("192.0.2.7", "no credentials", "webhook")]
    [InlineData("192.0.2.7", "wrong credentials", "/other")]
    public void Tells_other_addresses_reasons_and_places_apart(string address, string reason, string place)
    {
        var windows = new RefusalWindows(QuarantineBounds.Default, _clock);
        Admit(windows, Key);
        Assert.Equal(RefusalTurn.New, Admit(windows, new(address, reason, place)));
    }

    [Fact]
    public void Begins_a_new_one_after_the_minute_and_still_gives_the_old_ones_count()
    {
        var windows = new RefusalWindows(QuarantineBounds.Default, _clock);
        Admit(windows, Key);
        _clock.Advance(QuarantineBounds.Default.Window - TimeSpan.FromTicks(1));
        Assert.Equal(RefusalTurn.Repeat, Admit(windows, Key));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(RefusalTurn.New, Admit(windows, Key));
        Assert.Equal(1, Assert.Single(windows.TakeRepeats()).Times);
    }

    [Fact]
    public void Takes_one_for_new_again_when_the_last_could_not_be_kept()
    {
        var windows = new RefusalWindows(QuarantineBounds.Default, _clock);
        Admit(windows, Key);
        windows.Forget(Key);
        Assert.Equal(RefusalTurn.New, Admit(windows, Key));
        _clock.Advance(QuarantineBounds.Default.Window);
        Assert.Equal(RefusalTurn.New, Admit(windows, Key));
    }

    [Fact]
    public void Lets_no_address_fill_it_by_making_up_paths()
    {
        var windows = new RefusalWindows(QuarantineBounds.Default with { NewPerAddress = 3 }, _clock);
        RefusalTurn[] admitted = [.. Enumerable.Range(0, 5).Select(i => Admit(windows, new($"2001:db8::{i}", "unknown path", $"/{i}")))];
        Assert.Equal([RefusalTurn.New, RefusalTurn.New, RefusalTurn.New, RefusalTurn.Dropped, RefusalTurn.Dropped], admitted);
        Assert.Equal(RefusalTurn.New, Admit(windows, new("2001:db8:0:1::", "unknown path", "/")));
        _clock.Advance(QuarantineBounds.Default.Window);
        Assert.Equal(RefusalTurn.New, Admit(windows, new("2001:db8::9", "unknown path", "/9")));
    }

    [Fact]
    public void Lets_only_so_many_in_a_second_whoever_they_are()
    {
        var windows = new RefusalWindows(QuarantineBounds.Default with { NewPerSecond = 10 }, _clock);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(i => Admit(windows, new($"192.0.2.{i}", "r", "p")) == RefusalTurn.New));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(i => Admit(windows, new($"198.51.100.{i}", "r", "p")) == RefusalTurn.New));
    }

    private static RefusalTurn Admit(RefusalWindows windows, RefusalKey key) =>
        windows.Admit(key, Guid.CreateVersion7(Events.Noon), Events.Noon, out _);

    private sealed class MovedClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
