using Creel.Console;
using Creel.Importing;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Search;
using Creel.Server.Printing;
using Creel.Server.Saving;
using Creel.Storage;
using Creel.Storage.Sqlite;

namespace Creel.Server.Hosting;

/// <summary>All that keeps: the store, its one writer, and what follows what was kept.</summary>
internal sealed record RunningInbox
{
    public required SqliteEventStore Store { get; init; }
    public required IEventSearch Search { get; init; }
    public required InboxRetention Retention { get; init; }
    public required EventFeed Feed { get; init; }
    public required InboxWriter Writer { get; init; }
    public required Quarantining Quarantine { get; init; }
    public required Import Import { get; init; }

    /// <param name="parts">Where they are stopped.</param>
    /// <param name="store">Open, and stopped by whoever opened it.</param>
    /// <param name="around">What they share with the rest.</param>
    /// <param name="saveEverything">The file of <c>--save</c>; null: none.</param>
    /// <param name="outside">What is neither theirs nor shared.</param>
    public static RunningInbox Start(RunningParts parts, SqliteEventStore store, Surroundings around, string? saveEverything, (byte[] DigestKey, Action<string> Died) outside)
    {
        var (data, live, printer, metrics, time) = around;
        var search = new SqliteEventSearch(data.InboxFile, time);
        var saving = StartSaving(parts, around, saveEverything, new(data, (store, search), printer.Say, time));
        var retention = new InboxRetention(() => live.Topology.RetentionPlan, data.Path, (printer.Say, said => printer.Say(Journal.Warning + said)), metrics, time);
        store.Retain(retention.State);
        parts.Loop(retention.Watch.RunAsync);
        var feed = new EventFeed(store, LiveFrames.Event, time) { Say = printer.Say };
        parts.Loop(feed.RunAsync);
        var writer = parts.Add(new InboxWriter(store, Observer(around, saving, feed, outside.Died), time) { Space = retention.State });
        metrics.ObserveListeners(() => feed.Listening);
        metrics.ObserveQueueDepth(() => writer.QueueDepth);
        return new()
        {
            Store = store,
            Search = search,
            Retention = retention,
            Feed = feed,
            Writer = writer,
            // A mask of its own: what strangers send must not push the credential out that events come with.
            Quarantine = parts.Add(Quarantining.Start(data, new CredentialMask(outside.DigestKey), () => live.Topology, (metrics, printer), time)),
            Import = new Import(writer, () => live.Topology, time),
        };
    }

    private static SaveFiles StartSaving(RunningParts parts, Surroundings around, string? everything, SaveFiles files)
    {
        parts.AddAsync(files).Begin(SaveWishes.Of(around.Live.Topology, everything));
        around.Live.Before.Add((topology, _) => files.Begin(SaveWishes.Of(topology, everything)));
        around.Live.After.Add(topology => files.Follow(SaveWishes.Of(topology, everything)));
        return files;
    }

    private static InboxObserver Observer(Surroundings around, SaveFiles saving, EventFeed feed, Action<string> died) => new()
    {
        BatchKept = appended =>
        {
            var (already, repeats) = (0, 0);
            foreach (var one in appended)
            {
                if (!one.Repeat) continue;
                if (one.Imported) already++;
                else repeats++;
            }
            around.Metrics.Stored(appended.Length, appended.Length - already - repeats, repeats);
            saving.Wake();
            feed.Kept(appended);
        },
        StoreFailed = e => around.Printer.Say($"{Journal.Fault}creel: nothing can be kept: {e.Message}\nSenders get 503 and should come back. Look at the disk; receiving goes on by itself when it can."),
        StoreRecovered = () => around.Printer.Say("creel: events are kept again."),
        WriterDied = e => died($"the inbox writer ended by a fault, so nothing can be kept any more. Please report this: {e}"),
    };
}
