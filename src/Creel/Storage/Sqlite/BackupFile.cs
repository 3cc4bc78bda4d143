using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// A backup: one file that is an inbox with the other files of the data directory in a table. Anyone's SQLite reads it, and
/// only restoring makes a data directory of it again.
/// </summary>
internal static class BackupFile
{
    /// <summary>"CRBK": a server does not take it for its inbox.</summary>
    private const int ApplicationId = 0x4352424B;

    private const string Tables = "CREATE TABLE backup_file (path TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID";
    private const long LargestFile = 16 << 20;

    /// <summary>Makes the empty database that a copy is written into; each of its commits is flushed, so that the disk is never busy for long.</summary>
    public static SqliteConnection Create(string path)
    {
        var connection = Open(path, "rw");
        connection.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
        return connection;
    }

    /// <summary>Adds the files and makes it a backup.</summary>
    public static void Complete(SqliteConnection connection, IEnumerable<(string Path, byte[] Content)> files)
    {
        connection.Execute("BEGIN");
        connection.Execute(Tables);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO backup_file (path, content) VALUES ($path, $content)";
        var path = insert.Parameters.Add("$path", SqliteType.Text);
        var content = insert.Parameters.Add("$content", SqliteType.Blob);
        foreach (var file in files)
        {
            (path.Value, content.Value) = (file.Path, file.Content);
            insert.ExecuteNonQuery();
        }
        connection.Execute($"PRAGMA main.application_id = {ApplicationId}; COMMIT");
    }

    /// <summary>Looks at all of a backup without changing it.</summary>
    /// <returns>How many events are in it, and up to which place.</returns>
    /// <exception cref="StoreRefusedException">It is no backup, made by a newer program, changed or damaged.</exception>
    public static (long Events, long LastSeq) Verify(string path)
    {
        try
        {
            using var connection = Open(path, "ro");
            connection.Execute("PRAGMA trusted_schema = OFF");
            if (connection.Scalar("PRAGMA application_id") != ApplicationId) throw new StoreRefusedException($"{path} is not a backup made by `creel backup`.");
            var version = connection.Scalar("PRAGMA user_version");
            if (version > SchemaScripts.Inbox.Latest) throw new StoreRefusedException($"{path} was made by a newer Creel. Restore it with that one.");
            if (Schema(connection) != ExpectedSchema((int)version)) throw new StoreRefusedException($"{path} was changed: its tables are not those of a backup.");
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is string found and not "ok") throw new StoreRefusedException($"{path} is damaged: {found.ReplaceLineEndings(" ")}");
            var events = connection.Scalar("SELECT count(*) FROM event NOT INDEXED");
            if (connection.Scalar("SELECT count(*) FROM content") != events || connection.Scalar("SELECT count(*) FROM event INDEXED BY event_id WHERE id IS NOT NULL") != events)
                throw new StoreRefusedException($"{path} is damaged: parts of events are missing.");
            return (events, connection.Scalar("SELECT coalesce(max(seq), 0) FROM event"));
        }
        catch (SqliteException e)
        {
            throw new StoreRefusedException($"{path} can't be read as a backup: {e.Message}", e);
        }
    }

    /// <summary>The other files, of a backup that was verified.</summary>
    public static List<(string Path, byte[] Content)> Files(string path)
    {
        using var connection = Open(path, "ro");
        if (connection.Scalar("SELECT coalesce(max(length(content)), 0) FROM backup_file") > LargestFile || connection.Scalar("SELECT count(*) FROM backup_file") > 1000)
            throw new StoreRefusedException($"{path} was changed: it holds files that are larger or more than a backup has.");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT path, content FROM backup_file ORDER BY path";
        using var row = command.ExecuteReader();
        var files = new List<(string, byte[])>();
        while (row.Read()) files.Add((row.GetString(0), row.GetFieldValue<byte[]>(1)));
        return files;
    }

    /// <summary>Makes a copy of a backup an inbox again; nothing of the other files, which hold secrets, is left in it.</summary>
    public static void MakeInbox(string path)
    {
        using var connection = Open(path, "rw");
        connection.Execute($"""
            PRAGMA secure_delete = ON;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            DROP TABLE backup_file;
            PRAGMA application_id = {SchemaScripts.Inbox.ApplicationId};
            PRAGMA journal_mode = WAL;
            """);
    }

    private static string ExpectedSchema(int version)
    {
        using var fresh = new SqliteConnection("Data Source=:memory:");
        fresh.Open();
        SchemaScripts.Inbox.Apply(fresh, version);
        fresh.Execute(Tables);
        return Schema(fresh);
    }

    private static string Schema(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name";
        using var row = command.ExecuteReader();
        var all = new List<string>();
        while (row.Read()) all.Add(row.GetString(0));
        return string.Join('\n', all);
    }

    // By its address, so that another database can be attached by one, which says that it is only read.
    private static SqliteConnection Open(string path, string mode)
    {
        SqliteLibrary.MakeReady();
        var connection = new SqliteConnection($"Data Source=\"{Address(path)}?mode={mode}\";Pooling=False");
        connection.Open();
        return connection;
    }

    public static string Address(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;
}
