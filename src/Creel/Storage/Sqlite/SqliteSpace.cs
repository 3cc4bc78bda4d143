using Creel.Inbox;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>What the file and its log take, and giving it back.</summary>
internal sealed class SqliteSpace(SqliteConnection connection, string path) : IDisposable
{
    private readonly Query _pages = new(connection, "PRAGMA page_count");
    private readonly Query _free = new(connection, "PRAGMA freelist_count");

    // The log is looked at, never opened: closing it would drop SQLite's locks.
    private readonly FileInfo _log = new(path + "-wal");

    public int PageSize { get; } = (int)connection.Scalar("PRAGMA page_size");

    public InboxSpace Read()
    {
        _log.Refresh();
        return new InboxSpace(_pages.One()!.Value * PageSize, _free.One()!.Value * PageSize, _log.Exists ? _log.Length : 0);
    }

    /// <summary>Moves so many pages from the end of the file into free ones; the file is cut by the next checkpoint.</summary>
    public void GiveBack(int pages) => Execute($"PRAGMA incremental_vacuum({pages})");

    /// <summary>Empties the log. False when somebody reads in it just now: it is tried again, and nobody waits.</summary>
    public bool ShortenLog()
    {
        raw.sqlite3_busy_timeout(connection.Handle!, 0);
        try
        {
            return raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _) == raw.SQLITE_OK;
        }
        finally
        {
            raw.sqlite3_busy_timeout(connection.Handle!, 10_000);
        }
    }

    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(connection.Handle!, sql);
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, connection.Handle!);
    }

    public void Dispose()
    {
        _pages.Dispose();
        _free.Dispose();
    }
}
