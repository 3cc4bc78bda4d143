using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Opens an inbox file, or refuses it. A refused file is left as it was.</summary>
/// <remarks>
/// The database, its -wal and its -shm are never opened with .NET's file API while SQLite has them open: closing such a
/// handle drops SQLite's POSIX locks, and another process could then write into our transaction.
/// </remarks>
internal static class SqliteFile
{
    private const long SmallEnoughToCheck = 16L << 20;

    static SqliteFile() => SqliteLibrary.MakeReady();

    /// <summary>Opens the file for the one writer; makes it (owner-only) when it is missing, migrates it when it is older.</summary>
    public static SqliteConnection OpenForWriting(string path, Action<string>? say = null)
    {
        if (File.Exists(path) && new FileInfo(path).Length > 0) Inspect(path);
        else Guard(path, () => Create(path));
        return Guard(path, () =>
        {
            WriteLogAgain(path);
            var connection = Open(path, SqliteOpenMode.ReadWrite, pooling: false);
            try
            {
                // FULL: a commit is on disk when it returns.
                connection.Execute("""
                    PRAGMA busy_timeout = 10000;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA fullfsync = ON;
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -8192;
                    PRAGMA temp_store = MEMORY;
                    """);
                Migration.Run(connection, path, say ?? (_ => { }), DiskSpace.Of);
                // The log is there since the first read, and stays as long as this connection. SQLite syncs its name as well, with
                // the first commit, but takes no notice when that fails; then a power cut would bring back the log before it.
                DiskFlush.Directory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    /// <summary>Makes true on disk what the log seems to hold. Without this, acknowledged events could be lost.</summary>
    /// <remarks>
    /// An fsync that failed may leave a WAL that reads well from memory, is not on disk, and is written by no later fsync
    /// (Linux forgets). If the process dies then, the next one would recover it and append to it, and a power cut would take
    /// all from there on. The same bytes written again are written by the next fsync. After a proper stop there is no WAL.
    /// SQLite's locks are not on this file, so closing it drops none.
    /// </remarks>
    private static void WriteLogAgain(string path)
    {
        if (!File.Exists(path + "-wal")) return;
        using var log = new FileStream(path + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[Math.Min(log.Length, 1 << 20)];
        for (long at = 0; at < log.Length;)
        {
            var read = RandomAccess.Read(log.SafeFileHandle, buffer, at);
            RandomAccess.Write(log.SafeFileHandle, buffer.AsSpan(0, read), at);
            at += read;
        }
        DiskFlush.File(log.SafeFileHandle, log.Name);
    }

    /// <summary>A connection for one short read, from a pool.</summary>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadOnly, pooling: true);
        connection.Execute("PRAGMA busy_timeout = 5000");
        return connection;
    }

    /// <summary>Closes the readers' connections that wait in the pool. Needs no disk that works: a server must be able to end without one.</summary>
    public static void CloseReaders(string path)
    {
        using var connection = Make(path, SqliteOpenMode.ReadOnly, pooling: true);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>A connection that moves the WAL into the database, see <see cref="WalCheckpointer"/>.</summary>
    public static SqliteConnection OpenForCheckpoint(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite, pooling: false);
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /// <summary>Looks at a file without changing it.</summary>
    /// <exception cref="StoreRefusedException">It is damaged, newer than this program, or not an inbox.</exception>
    public static void Inspect(string path) => Guard(path, () =>
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly, pooling: false);
        connection.Execute("PRAGMA busy_timeout = 5000");
        var version = connection.Scalar("PRAGMA user_version");
        var application = connection.Scalar("PRAGMA application_id");
        var tables = connection.Scalar("SELECT count(*) FROM sqlite_schema");
        if (application != SchemaScripts.Inbox.ApplicationId && tables > 0)
            throw new StoreRefusedException($"{path} is a database of another program. It was not touched. Name another data directory.");
        if (version > SchemaScripts.Inbox.Latest)
            throw new StoreRefusedException(
                $"{path} was written by a newer Creel (schema {version}; this one knows {SchemaScripts.Inbox.Latest}). It was not touched. "
                + "Use the newer program, or restore the backup that was made before its upgrade.");
        RefuseWhenCutShort(connection, path);
        if (tables > 0) RefuseWhenDamaged(connection, path);
        return true;
    });

    // Looking at every page of a large file would keep senders waiting for minutes at each start; its newest events must do.
    private static void RefuseWhenDamaged(SqliteConnection connection, string path)
    {
        connection.Scalar("SELECT count(*) FROM (SELECT length(body) FROM content ORDER BY seq DESC LIMIT 16)");
        connection.Scalar("SELECT count(*) FROM (SELECT title FROM event ORDER BY seq DESC LIMIT 16)");
        if (new FileInfo(path).Length > SmallEnoughToCheck) return;
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() is string found and not "ok") throw Damaged(path, found.ReplaceLineEndings(" "), null);
    }

    // A checkpoint that was cut may leave the file shorter than its header says while the WAL still holds the rest.
    private static void RefuseWhenCutShort(SqliteConnection connection, string path)
    {
        if (File.Exists(path + "-wal") && new FileInfo(path + "-wal").Length > 0) return;
        var expected = connection.Scalar("PRAGMA page_count") * connection.Scalar("PRAGMA page_size");
        var actual = new FileInfo(path).Length;
        if (actual < expected) throw Damaged(path, $"it has {actual} bytes where {expected} are expected", null);
    }

    private static T Guard<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw Damaged(path, e.Message, e);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"{path} can't be opened: {e.Message} Check that the directory is yours, writable and on a local disk with free space.", e);
        }
    }

    private static StoreRefusedException Damaged(string path, string how, Exception? inner) => new(
        $"{path} is damaged ({how}). It was not touched. Restore a backup, or move it and its -wal and -shm files "
        + "away together to begin a new inbox; `sqlite3 FILE .recover` may get events out of the old one.", inner);

    /// <summary>Makes an empty file, for its owner only.</summary>
    public static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    // Made beside its place and moved there whole: a crash half-way would leave a file that can't be looked at without changing it.
    private static bool Create(string path)
    {
        var unfinished = path + ".new";
        foreach (var left in (string[])["", "-journal", "-wal", "-shm"]) File.Delete(unfinished + left);
        // As SQLite does with an empty database: the log of one that is gone must not be taken for the new one's.
        foreach (var left in (string[])["-journal", "-wal", "-shm"]) File.Delete(path + left);
        CreateEmpty(unfinished);
        using (var connection = Open(unfinished, SqliteOpenMode.ReadWrite, pooling: false))
        {
            // The first two can't be changed once there are tables; an event of 1 to 2 KB fills pages of 8 KB better than of 4.
            connection.Execute("""
                PRAGMA page_size = 8192;
                PRAGMA auto_vacuum = INCREMENTAL;
                PRAGMA synchronous = FULL;
                PRAGMA fullfsync = ON;
                PRAGMA journal_mode = WAL;
                """);
            SchemaScripts.Inbox.Apply(connection);
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        // Its new name is on disk with that of the log, see OpenForWriting.
        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode, bool pooling)
    {
        var connection = Make(path, mode, pooling);
        connection.Open();
        return connection;
    }

    private static SqliteConnection Make(string path, SqliteOpenMode mode, bool pooling) => new(new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = 10,
    }.ToString());

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
