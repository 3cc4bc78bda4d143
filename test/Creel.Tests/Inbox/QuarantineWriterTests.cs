using Creel.Inbox;
using Creel.Storage.Sqlite;

namespace Creel.Tests.Inbox;

/// <summary>The writer over a real store whose disk fails or hangs on command.</summary>
public sealed class QuarantineWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly GatedQuarantine _store;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _kept, _coalesced, _dropped, _failures;

    public QuarantineWriterTests() =>
        _store = new GatedQuarantine(new SqliteQuarantine(Path.Combine(_directory.FullName, "quarantine.db"), QuarantineBounds.Default, _ => { }));

    public void Dispose()
    {
        _store.Gate.Set();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Keeps_what_waits_when_it_is_closed_and_counts_what_comes_later()
    {
        var writer = Start();
        var first = Refusals.Unique();
        Offer(writer, first);
        Offer(writer, first with { Id = Guid.CreateVersion7(Events.Noon) });
        writer.Dispose();
        Assert.Equal(2, Assert.Single(Rows()).Count);
        writer.Add(Refusals.Unique());
        Assert.Equal((1, 1, 1), (_kept, _coalesced, _dropped));
    }

    [Fact]
    public async Task Says_once_that_the_disk_fails_drops_meanwhile_and_goes_on_by_itself()
    {
        using var writer = Start();
        _store.Fails = true;
        Offer(writer, Refusals.Unique());
        await _failed.Task.WaitAsync(Patience);
        _store.Fails = false;
        Offer(writer, Refusals.Unique());
        await _recovered.Task.WaitAsync(Patience);
        Assert.Equal(1, _failures);
        Assert.Equal(1, _dropped);
        Assert.Single(Rows());
    }

    [Fact]
    public async Task Drops_what_its_queue_can_not_hold_while_the_disk_hangs_and_makes_nobody_wait()
    {
        var bounds = QuarantineBounds.Default with { QueuedRows = 10, NewPerAddress = 1000, NewPerSecond = 1000 };
        var writer = Start(bounds);
        _store.Gate.Reset();
        Offer(writer, Refusals.Unique() with { Path = "/0", Source = null });
        await _store.Entered.Task.WaitAsync(Patience);
        for (var i = 1; i <= 100; i++) Offer(writer, Refusals.Unique() with { Path = $"/{i}", Source = null });
        Assert.Equal(90, _dropped);
        _store.Gate.Set();
        writer.Dispose();
        Assert.Equal((11, 11), (_kept, Rows().Count));
    }

    [Fact]
    public async Task Bounds_the_bytes_that_wait()
    {
        var bounds = QuarantineBounds.Default with { QueuedBytes = 200_000, NewPerAddress = 1000, NewPerSecond = 1000 };
        var writer = Start(bounds);
        _store.Gate.Reset();
        Offer(writer, Refusals.Unique() with { Path = "/0", Source = null });
        await _store.Entered.Task.WaitAsync(Patience);
        for (var i = 1; i <= 10; i++) Offer(writer, Refusals.Unique() with { Path = $"/{i}", Source = null, Body = new byte[64 << 10] });
        Assert.Equal(7, _dropped);
        _store.Gate.Set();
        writer.Dispose();
    }

    [Fact]
    public void A_hundred_thousand_refusals_of_a_thousand_addresses_are_all_counted_and_few_are_kept()
    {
        var writer = Start();
        for (var i = 0; i < 100_000; i++) Offer(writer, Refusals.Unique($"10.0.{i % 1000 / 250}.{i % 250}") with { Path = "/" + i % 3, Source = null });
        writer.Dispose();
        Assert.Equal(100_000, _kept + _coalesced + _dropped);
        Assert.InRange(_kept, 1, 3_000);
        Assert.Equal(_kept, Rows().Count);
        Assert.InRange(_store.Bytes, 1, QuarantineBounds.Default.Bytes);
    }

    private QuarantineWriter Start(QuarantineBounds? bounds = null) => new(_store, bounds ?? QuarantineBounds.Default, new QuarantineObserver
    {
        Kept = count => Interlocked.Add(ref _kept, count),
        Coalesced = () => Interlocked.Increment(ref _coalesced),
        Dropped = count => Interlocked.Add(ref _dropped, count),
        Failed = _ =>
        {
            Interlocked.Increment(ref _failures);
            _failed.TrySetResult();
        },
        Recovered = () => _recovered.TrySetResult(),
    }, TimeProvider.System);

    private static void Offer(QuarantineWriter writer, RefusedRequest refused)
    {
        if (writer.Wants(refused.Key, refused.Id, refused.At)) writer.Add(refused);
    }

    private IReadOnlyList<QuarantineRow> Rows() => _store.Newest(QuarantineFilter.All, null, 100_000);
}
