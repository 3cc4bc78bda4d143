using System.Diagnostics.Metrics;
using Creel.Configuration;
using Creel.Handling;
using Creel.Inbox;
using Creel.Storage;
using Creel.Storage.Sqlite;
using Creel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Creel.Embedding;

/// <summary>The inbox of an app: store, retention and the one writer, opened and closed as a whole.</summary>
internal sealed class EmbeddedInbox : IDisposable
{
    private readonly SqliteEventStore _store;
    private readonly RetentionWatch _watch;
    private readonly ILogger _log;

    private EmbeddedInbox(SqliteEventStore store, DataFolder folder, Topology topology, InboxOutside outside, TimeProvider time)
    {
        (_store, _log) = (store, outside.Log);
        Metrics = new CreelMetrics(outside.Meter, typeof(EmbeddedInbox).Assembly.GetName().Version?.ToString(3) ?? "0");
        var retention = new InboxRetention(() => topology.RetentionPlan, folder.Path, (Say, Say), Metrics, time);
        _watch = retention.Watch;
        store.Retain(retention.State);
        Writer = new InboxWriter(store, new InboxObserver
        {
            BatchKept = Kept,
            StoreFailed = e => EmbeddedLog.StoreFailed(_log, e.Message),
            StoreRecovered = () => EmbeddedLog.StoreRecovered(_log),
            WriterDied = outside.Died,
        }, time)
        { Space = retention.State };
        Metrics.ObserveQueueDepth(() => Writer.QueueDepth);
    }

    public InboxWriter Writer { get; }

    public CreelMetrics Metrics { get; }

    public IEventLog Log => _store;

    /// <summary>The last place that was given to an event, also if that was deleted since.</summary>
    public long LastPlace => _store.LastSeq();

    /// <summary>Says when there is something new.</summary>
    public Arrivals Arrivals { get; } = new();

    /// <exception cref="StoreRefusedException">It is damaged, newer, or somebody else's.</exception>
    public static EmbeddedInbox Open(DataFolder folder, Topology topology, InboxOutside outside, TimeProvider time)
    {
        var store = SqliteEventStore.Open(folder.InboxFile, folder.OwnerLockFile, time, said => EmbeddedLog.Says(outside.Log, said));
        try
        {
            return new EmbeddedInbox(store, folder, topology, outside, time);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Looks at the disk until it is stopped.</summary>
    public Task WatchAsync(CancellationToken stop) => _watch.RunAsync(stop);

    /// <summary>Keeps what waits, and closes.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        _store.Dispose();
    }

    private void Kept(Appended[] appended)
    {
        var repeats = 0;
        foreach (var one in appended) repeats += one.Repeat ? 1 : 0;
        Metrics.Stored(appended.Length, appended.Length - repeats, repeats);
        Arrivals.Signal();
    }

    // What the command prints begins with its name.
    private void Say(string said) => EmbeddedLog.Says(_log, said.StartsWith("creel: ", StringComparison.Ordinal) ? said["creel: ".Length..] : said);
}

/// <summary>What an inbox is given by the app around it.</summary>
/// <param name="Log">The app's log.</param>
/// <param name="Meter">The app's meter for Creel.</param>
/// <param name="Died">The writer ended by a mistake of ours.</param>
internal sealed record InboxOutside(ILogger Log, Meter Meter, Action<Exception> Died);
