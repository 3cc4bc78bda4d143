using Creel.Inbox;
using Creel.Storage.Sqlite;

namespace Creel.Tests.Inbox;

/// <summary>The writer over a real store whose disk fails or hangs on command.</summary>
public sealed class InboxWriterTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly FaultyStore _store;
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InboxWriter _writer;

    public InboxWriterTests()
    {
        _store = new FaultyStore(SqliteEventStore.Open(
            Path.Combine(_directory.FullName, "inbox.db"), Path.Combine(_directory.FullName, "owner.lock"), TimeProvider.System));
        _writer = new InboxWriter(_store, new InboxObserver
        {
            StoreFailed = _ => _failed.TrySetResult(),
            StoreRecovered = () => _recovered.TrySetResult(),
            WriterDied = e => _failed.TrySetException(e),
        }, _clock);
    }

    public void Dispose()
    {
        _store.Gate.Set();
        _writer.Dispose();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Tells_who_waits_that_nothing_was_kept_and_finds_out_by_itself_that_the_store_is_well_again()
    {
        _store.Fails = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _writer.KeepAsync(Events.Unique()));
        await _failed.Task;
        Assert.False(_writer.IsHealthy);
        Assert.Equal(0, _store.LastSeq());

        _store.Fails = false;
        await _recovered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_writer.IsHealthy);
        Assert.Equal(1, (await _writer.KeepAsync(Events.Unique())).Seq);
    }

    [Fact]
    public async Task Is_not_healthy_while_a_batch_is_stuck_and_is_again_when_it_is_through()
    {
        _store.Gate.Reset();
        var kept = _writer.KeepAsync(Events.Unique());
        await _store.Entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_writer.IsHealthy);
        _clock.Advance(InboxWriter.StallAfter);
        Assert.False(_writer.IsHealthy);

        _store.Gate.Set();
        await kept;
        // The next event's batch begins after this one has ended.
        await _writer.KeepAsync(Events.Unique());
        Assert.True(_writer.IsHealthy);
    }

    [Fact]
    public async Task Refuses_what_its_queue_can_not_hold_and_keeps_all_that_it_took()
    {
        _store.Gate.Reset();
        var taken = new List<Task<Appended>> { _writer.KeepAsync(Events.Unique()) };
        await _store.Entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < InboxWriter.QueueCapacity; i++) taken.Add(_writer.KeepAsync(Events.Unique()));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => _writer.KeepAsync(Events.Unique()));
        Assert.Contains("full", refused.Message);

        _store.Gate.Set();
        await Task.WhenAll(taken);
        Assert.Equal(taken.Count, _store.LastSeq());
    }

    [Fact]
    public async Task Keeps_what_waits_when_it_is_closed_and_takes_no_more()
    {
        _store.Gate.Reset();
        var taken = Enumerable.Range(0, 50).Select(_ => _writer.KeepAsync(Events.Unique())).ToList();
        var closing = Task.Run(_writer.Dispose);
        _store.Gate.Set();
        await closing;
        await Task.WhenAll(taken);
        Assert.Equal(50, _store.LastSeq());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _writer.KeepAsync(Events.Unique()));
    }

    /// <summary>A real store behind a door that can be shut, and that fails as a disk does.</summary>
    private sealed class FaultyStore(IEventStore store) : IEventStore
    {
        public ManualResetEventSlim Gate { get; } = new(initialState: true);
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public volatile bool Fails;

        public Appended[] Append(IReadOnlyList<NewEvent> batch)
        {
            Entered.TrySetResult();
            Gate.Wait();
            return Fails ? throw new StoreUnavailableException("disk full") : store.Append(batch);
        }

        public void Probe()
        {
            if (Fails) throw new StoreUnavailableException("disk full");
            store.Probe();
        }

        public long LastSeq() => store.LastSeq();

        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => store.Newest(before, limit);

        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => store.After(seq, limit, maxBytes);

        public KeptEvent? Find(Guid id) => store.Find(id);

        public void Dispose() => store.Dispose();
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }
}
