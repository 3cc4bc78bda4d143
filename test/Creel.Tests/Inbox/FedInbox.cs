using System.Globalization;
using System.Text;
using Creel.Inbox;
using Creel.Storage.Sqlite;

namespace Creel.Tests.Inbox;

/// <summary>A real store with a feed on it, whose frames are the numbers of the events.</summary>
internal sealed class FedInbox : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-feed-");
    private readonly CancellationTokenSource _stop = new();
    private readonly FeedPace? _pace;
    private SqliteEventStore _store = null!;
    private Task _loop = Task.CompletedTask;
    private int _rendered;

    private readonly Func<EventSummary, byte[]>? _render;

    public FedInbox(FeedPace? pace = null, Func<EventSummary, byte[]>? render = null)
    {
        (_pace, _render) = (pace, render);
        Open();
    }

    public EventFeed Feed { get; private set; } = null!;
    public SqliteEventStore Store => _store;

    /// <summary>How often an event was rendered.</summary>
    public int Rendered => Volatile.Read(ref _rendered);

    public byte[] Render(EventSummary e)
    {
        Interlocked.Increment(ref _rendered);
        return Encoding.ASCII.GetBytes(e.Seq.ToString(CultureInfo.InvariantCulture));
    }

    public static long Read(FeedPart part) => long.Parse(part.Frame!, CultureInfo.InvariantCulture);

    /// <summary>Lets the feed's loop run.</summary>
    public FedInbox Start()
    {
        _loop = Task.Run(() => Feed.RunAsync(_stop.Token));
        return this;
    }

    public Appended[] Keep(int count)
    {
        var kept = _store.Append([.. Enumerable.Range(0, count).Select(_ => Events.Unique())]);
        Feed.Kept(kept);
        return kept;
    }

    public Appended[] Keep(NewEvent added)
    {
        var kept = _store.Append([added]);
        Feed.Kept(kept);
        return kept;
    }

    /// <summary>As retention does, from somewhere in the log; it notes how far, so that no place is given twice.</summary>
    public void Delete(long first, long last)
    {
        using var connection = SqliteFile.OpenForWriting(Path.Combine(_directory.FullName, "inbox.db"));
        connection.Execute($"""
            INSERT OR REPLACE INTO retention_progress (rule, deleted_to, counted_to, bytes)
            SELECT 'test', coalesce(max(n), 0), 0, 0 FROM (SELECT max(seq) AS n FROM event WHERE seq <= {last} UNION ALL SELECT deleted_to FROM retention_progress WHERE rule = 'test')
            """);
        connection.Execute($"DELETE FROM event WHERE seq BETWEEN {first} AND {last}");
        connection.Execute($"DELETE FROM content WHERE seq BETWEEN {first} AND {last}");
    }

    /// <summary>The server stops, and another one starts on its files.</summary>
    public void Restart()
    {
        _store.Dispose();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ContinueWith(_ => { }, TaskScheduler.Default);
        if (_loop.IsFaulted) await _loop;
        _store.Dispose();
        _stop.Dispose();
        _directory.Delete(recursive: true);
    }

    private void Open()
    {
        _store = SqliteEventStore.Open(Path.Combine(_directory.FullName, "inbox.db"), Path.Combine(_directory.FullName, "lock"), TimeProvider.System);
        Feed = new EventFeed(_store, _render ?? Render, TimeProvider.System, _pace);
    }
}
