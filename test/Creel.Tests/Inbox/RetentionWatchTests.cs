using Creel.Inbox;
using Creel.Storage.Sqlite;

namespace Creel.Tests.Inbox;

public sealed class RetentionWatchTests : IDisposable
{
    private const long MB = 1_000_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly SetClock _clock = new(Events.Noon);
    private readonly RetentionState _state = new(() => RetentionPlan.Default);
    private readonly List<string> _said = [];
    private readonly RetentionWatch _watch;
    private DiskSpace? _disk = new(1000 * MB, 10_000 * MB);

    public RetentionWatchTests() =>
        _watch = new RetentionWatch(_state, () => _disk ?? throw new IOException("made to fail"), _said.Add, _clock);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Refuses_events_while_the_disk_is_nearly_full_and_takes_them_again_by_itself()
    {
        using var store = SqliteEventStore.Open(Path.Combine(_directory.FullName, "inbox.db"), Path.Combine(_directory.FullName, "owner.lock"), _clock);
        store.Retain(_state);
        using var writer = new InboxWriter(store, new InboxObserver { WriterDied = _ => { } }, TimeProvider.System) { Space = _state };
        await LookAtAsync(256, taken: true);
        await LookAtAsync(255, taken: false);
        Assert.Contains("503", Assert.Single(_said));
        await LookAtAsync(270, taken: false);
        Assert.Single(_said);
        await LookAtAsync(300, taken: true);
        Assert.Contains("room on the disk again", _said[^1]);

        async Task LookAtAsync(long free, bool taken)
        {
            _disk = new DiskSpace(free * MB, 10_000 * MB);
            _watch.Look();
            Assert.Equal(taken, writer.IsHealthy);
            if (taken)
            {
                await writer.KeepAsync(Events.Unique());
                return;
            }
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.KeepAsync(Events.Unique()));
            Assert.Equal("disk nearly full", refused.Reason);
        }
    }

    [Fact]
    public void Takes_events_where_the_disk_can_not_be_asked_and_says_so_once()
    {
        _disk = null;
        _watch.Look();
        _watch.Look();
        Assert.False(_state.DiskIsLow);
        Assert.Contains("made to fail", Assert.Single(_said));
    }

    [Fact]
    public void Warns_once_on_the_way_to_the_limit()
    {
        Look(0.79);
        Assert.Empty(_said);
        Look(0.81);
        Look(1);
        Look(0.75);
        Look(0.85);
        Assert.Contains("80 %", Assert.Single(_said));
        Look(0.65);
        Look(0.85);
        Assert.Equal(2, _said.Count);

        void Look(double share)
        {
            var limits = new SpaceLimits(1000 * MB);
            _state.Seen = new InboxSeen(new InboxSpace((long)(limits.Live * share), 0, 0), limits.Bytes, null);
            _watch.Look();
        }
    }

    [Fact]
    public void Tells_what_was_deleted_at_once_and_then_once_an_hour()
    {
        _state.Add(new(Deleted.Bytes, 5, Events.Noon, Events.Noon.AddHours(1)));
        _state.Add(new(Deleted.Bytes, 2, Events.Noon.AddHours(1), Events.Noon.AddHours(2)));
        _watch.Look();
        Assert.Contains("deleted 7 events over the bytes", Assert.Single(_said));
        Assert.Contains("from 2026-03-04 12:00:00Z to 2026-03-04 14:00:00Z", _said[0]);
        _state.Add(new(Deleted.Bytes, 1, Events.Noon, Events.Noon));
        _clock.Pass(TimeSpan.FromMinutes(59));
        _watch.Look();
        Assert.Single(_said);
        _clock.Pass(TimeSpan.FromMinutes(1));
        _watch.Look();
        Assert.Contains("deleted 1 event ", _said[^1]);
        _clock.Pass(TimeSpan.FromHours(2));
        _watch.Look();
        Assert.Equal(2, _said.Count);
    }

    [Theory]
    [InlineData(50_000_000_000, 10_000_000_000)]
    [InlineData(500_000_000_000, 20_000_000_000)]
    public void By_default_an_inbox_may_take_20_GB_or_a_fifth_of_the_volume(long volume, long limit) =>
        Assert.Equal(limit, SpaceLimits.Of(RetentionRule.None, volume).Bytes);

    [Fact]
    public void The_disk_of_a_directory_is_read()
    {
        var space = DiskSpace.Of(_directory.FullName);
        Assert.InRange(space.Free, 1, space.Size);
    }
}
