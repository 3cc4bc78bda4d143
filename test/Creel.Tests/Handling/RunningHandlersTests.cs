using System.Diagnostics.Metrics;
using Creel.Handling;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Creel.Tests.Handling;

public sealed class RunningHandlersTests : IDisposable
{
    private const int Body = 1 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creel-handling-");

    [Fact]
    public async Task A_handler_slower_than_senders_has_a_few_megabytes_in_memory_whatever_waits()
    {
        using var store = SqliteEventStore.Open(At("inbox.db"), At("owner.lock"), TimeProvider.System);
        for (var i = 0; i < 40; i++) store.Append([Events.Unique() with { Body = new byte[Body] }]);
        var log = new WatchedLog(store);
        var (begun, held, handled) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        using var meter = new Meter("test");
        var plan = new HandlerPlan("slow", new HandlerOptions { StartFrom = HandlerStart.Oldest, Concurrency = 4 }, async (_, _) =>
        {
            begun.TrySetResult();
            await held.Task;
            Interlocked.Increment(ref handled);
        });
        using var handlers = new RunningHandlers([plan], HandlerFile.Open(At("handlers.db")), (log, store.LastSeq()),
            new HandlerReport(NullLogger.Instance, new HandlerMetrics(meter)), TimeProvider.System);
        var arrivals = new Arrivals();
        handlers.Start(arrivals, e => Assert.Fail($"{e}"));
        await begun.Task;
        arrivals.Signal();
        Assert.InRange(log.Reads, 1, 2);
        held.SetResult();
        while (Volatile.Read(ref handled) < 40) await Task.Yield();
        await handlers.StopAsync(CancellationToken.None);
        Assert.InRange(log.LargestPage, Body, 5L * Body + 4096);
        Assert.Equal(40, handlers.Positions.Single().Position);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A real log, and how much of it was asked for at once.</summary>
    private sealed class WatchedLog(IEventLog log) : IEventLog
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public long LargestPage { get; private set; }

        public long LastSeq() => log.LastSeq();

        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => log.Newest(before, limit);

        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes)
        {
            Interlocked.Increment(ref _reads);
            var page = log.After(seq, limit, maxBytes);
            LargestPage = Math.Max(LargestPage, page.Sum(kept => (long)kept.Body.Length + kept.Headers.Length));
            return page;
        }

        public KeptEvent? Find(Guid id) => log.Find(id);
    }
}
