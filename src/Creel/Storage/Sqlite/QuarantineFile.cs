using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Opens the quarantine's file, and puts one aside that is of no use.</summary>
internal static class QuarantineFile
{
    public const int PageSize = 4096;

    /// <summary>What follows the database's name when it was put aside. There is one such file at most.</summary>
    private const string AsideSuffix = ".damaged";

    /// <summary>The pages the database may have: what the log beside it takes is left to that.</summary>
    public static long MostPages(long bytes) => (bytes - bytes / 8) / PageSize;

    /// <summary>Opens it for the one writer, making or migrating it as needed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What it may take, the log included.</param>
    /// <param name="look">Look at every page of it.</param>
    /// <exception cref="StoreRefusedException">It is damaged, newer than this program, or not a quarantine.</exception>
    public static SqliteConnection Open(string path, long bytes, bool look)
    {
        if (!File.Exists(path)) SqliteFile.CreateEmpty(path);
        var connection = SqliteFile.Open(path, SqliteOpenMode.ReadWrite, pooling: false);
        try
        {
            if (WhyOfNoUse(connection) is { } why) throw new StoreRefusedException(why);
            // NORMAL: a power cut may cost the last seconds and never damages the file; no refusal is worth an fsync that
            // senders of events would wait behind.
            connection.Execute($"""
                PRAGMA busy_timeout = 2000;
                PRAGMA page_size = {PageSize};
                PRAGMA auto_vacuum = INCREMENTAL;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA wal_autocheckpoint = {Math.Max(16, bytes / 64 / PageSize)};
                PRAGMA journal_size_limit = {bytes / 16};
                PRAGMA max_page_count = {MostPages(bytes)};
                PRAGMA cache_size = -1024;
                PRAGMA temp_store = MEMORY;
                """);
            SchemaScripts.Quarantine.Apply(connection);
            if (look) RefuseWhenDamaged(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether an error says that the file will never be of use again.</summary>
    public static bool IsDamage(Exception e) => e is StoreRefusedException
        || e is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT };

    /// <summary>Null when it can be read; else in a few words why not.</summary>
    public static string? WhyOfNoUse(SqliteConnection connection)
    {
        var version = connection.Scalar("PRAGMA user_version");
        if (version > SchemaScripts.Quarantine.Latest) return $"it was written by a newer Creel (schema {version})";
        var ours = connection.Scalar("PRAGMA application_id") == SchemaScripts.Quarantine.ApplicationId;
        return ours || connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0 ? null : "it is a database of another kind";
    }

    /// <summary>Renames it, so that a new one can be begun; the one put aside before goes. Nobody must have it open for writing.</summary>
    public static string PutAside(string path)
    {
        SqliteFile.CloseReaders(path);
        var aside = path + AsideSuffix;
        foreach (var part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            if (File.Exists(path + part)) File.Move(path + part, aside + part, overwrite: true);
            else File.Delete(aside + part);
        }
        return aside;
    }

    private static void RefuseWhenDamaged(SqliteConnection connection)
    {
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() is string found and not "ok") throw new StoreRefusedException(found.ReplaceLineEndings(" "));
    }
}
