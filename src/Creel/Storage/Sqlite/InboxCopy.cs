using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// Copies an inbox that may be written to meanwhile into a file of its own, a page of events at a time, each in a read
/// transaction of milliseconds: nobody waits for it, and the log behind it can be emptied all the while. Everything that was
/// kept before it began is in the copy; an event is there whole or not at all.
/// </summary>
internal sealed class InboxCopy : IDisposable
{
    private const int PageEvents = 2048;
    private const long PageBytes = 4 << 20;

    private readonly SqliteConnection _connection;
    private readonly Query _page;
    private readonly Query[] _tables;
    private readonly long _version;

    /// <param name="from">The inbox; it is only read.</param>
    /// <param name="to">An empty file, which the copy makes an inbox of the same version.</param>
    public InboxCopy(string from, string to)
    {
        _connection = BackupFile.Create(to);
        using (var attach = _connection.CreateCommand())
        {
            attach.CommandText = "ATTACH $from AS kept";
            attach.Parameters.AddWithValue("$from", BackupFile.Address(from) + "?mode=ro");
            attach.ExecuteNonQuery();
        }
        _version = _connection.Scalar("PRAGMA kept.user_version");
        SchemaScripts.Inbox.Apply(_connection, (int)_version);
        LastSeq = _connection.Scalar("SELECT coalesce(max(seq), 0) FROM kept.event");
        FirstSeq = _connection.Scalar("SELECT coalesce(min(seq), 0) FROM kept.event");
        _page = new(_connection, "SELECT seq, size FROM kept.event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq");
        _tables = [.. ((string[])["event", "content", "batch_item", "sender_key"]).Select(table =>
            new Query(_connection, $"INSERT INTO main.{table} SELECT * FROM kept.{table} WHERE seq BETWEEN ?1 AND ?2"))];
    }

    /// <summary>The newest event when the copy began; later ones are not in it.</summary>
    public long LastSeq { get; }

    public long FirstSeq { get; }

    public long Events { get; private set; }

    /// <summary>Copies everything, telling how many events are done.</summary>
    public void Run(Action<long> progress, CancellationToken cancel)
    {
        for (long place = 0; CopyPage(place) is { } last; place = last)
        {
            progress(Events);
            cancel.ThrowIfCancellationRequested();
        }
        CopyRest();
    }

    /// <summary>Adds the other files; what is left is one finished file.</summary>
    public void Complete(IEnumerable<(string Path, byte[] Content)> files)
    {
        Release();
        _connection.Execute("DETACH kept");
        BackupFile.Complete(_connection, files);
    }

    public void Dispose()
    {
        Release();
        _connection.Dispose();
    }

    private void Release()
    {
        _page.Dispose();
        foreach (var table in _tables) table.Dispose();
    }

    // One transaction: all that is read in it is of one moment.
    private long? CopyPage(long place)
    {
        _connection.Execute("BEGIN");
        var (first, last, events, bytes) = (0L, 0L, 0, 0L);
        _page.With(place, LastSeq);
        while (events < PageEvents && bytes < PageBytes && _page.Next())
        {
            last = _page.Number(0);
            if (events++ == 0) first = last;
            bytes += _page.Number(1);
        }
        _page.End();
        if (events > 0)
        {
            foreach (var table in _tables) table.With(first, last).Run();
        }
        _connection.Execute("COMMIT");
        Events += events;
        return events > 0 ? last : null;
    }

    // Repeats are few and small. They may have been counted after their event was copied: what counts is what is there. (Those of
    // imported events were counted elsewhere.)
    private void CopyRest()
    {
        _connection.Execute($"""
            BEGIN;
            INSERT INTO main.repeat SELECT r.* FROM kept.repeat r WHERE r.seq <= {LastSeq} AND EXISTS (SELECT 1 FROM main.event e WHERE e.seq = r.seq);
            CREATE TEMP TABLE counted AS SELECT seq, count(*) AS repeats FROM main.repeat GROUP BY seq;
            UPDATE main.event SET repeats = 0 WHERE repeats > 0 AND verdict <> {(int)Verdict.Imported} AND seq NOT IN (SELECT seq FROM counted);
            UPDATE main.event SET repeats = c.repeats FROM counted c WHERE c.seq = event.seq AND event.repeats != c.repeats;
            """);
        // No place is given twice, even if the newest events were deleted.
        if (_version >= 2)
        {
            _connection.Execute($"""
                INSERT INTO main.deleted_key SELECT * FROM kept.deleted_key;
                INSERT INTO main.retention_progress (rule, deleted_to, counted_to, bytes)
                SELECT 'copied', max({LastSeq}, coalesce(max(deleted_to), 0)), 0, 0 FROM kept.retention_progress
                """);
        }
        _connection.Execute("COMMIT; DROP TABLE counted");
    }
}
