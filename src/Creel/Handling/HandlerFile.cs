using Creel.Inbox;
using Creel.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Creel.Handling;

/// <summary>
/// How far each handler has come, in a file of its own. A write is not flushed: after a power cut events may be handled again, which is
/// promised to nobody not to happen. What is written is never ahead of what was handled.
/// </summary>
internal sealed class HandlerFile : IDisposable
{
    private const int ShortestLogWorthCutting = 256;

    // The number reads "CREH".
    private static readonly SchemaScripts Scripts = new("handler-schema/", 0x43524548);

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private HandlerFile(string path, SqliteConnection connection) => (_path, _connection) = (path, connection);

    /// <exception cref="StoreRefusedException">It can't be used; the message says what to do.</exception>
    public static HandlerFile Open(string path)
    {
        SqliteLibrary.MakeReady();
        SqliteConnection? connection = null;
        try
        {
            if (!File.Exists(path)) SqliteFile.CreateEmpty(path);
            connection = SqliteFile.Open(path, SqliteOpenMode.ReadWrite, pooling: false);
            if (WhyOfNoUse(connection) is { } why) throw Refused(path, why, null);
            connection.Execute($"PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {ShortestLogWorthCutting}");
            Scripts.Apply(connection);
            return new HandlerFile(path, connection);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteException or IOException or UnauthorizedAccessException) throw Refused(path, e.Message, e);
            throw;
        }
    }

    /// <summary>Null when the handler is new.</summary>
    public long? Position(string handler) => Guarded("read", () =>
    {
        using var command = Command("SELECT position FROM handler WHERE name = $handler", handler);
        return (long?)command.ExecuteScalar();
    });

    public IReadOnlyList<string> Names() => Guarded("read", () =>
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT name FROM handler ORDER BY name";
        using var row = command.ExecuteReader();
        var names = new List<string>();
        while (row.Read()) names.Add(row.GetString(0));
        return names;
    });

    /// <summary>Writes in one transaction how far a handler has come, and what became of events that failed: null means that it is owed no more.</summary>
    public void Save(string handler, long position, IReadOnlyCollection<KeyValuePair<long, OwedEvent?>> changes) => Guarded("written", () =>
    {
        using var transaction = _connection.BeginTransaction();
        using (var command = Command("INSERT INTO handler VALUES ($handler, $position) ON CONFLICT (name) DO UPDATE SET position = excluded.position", handler))
        {
            command.Parameters.AddWithValue("$position", position);
            command.ExecuteNonQuery();
        }
        foreach (var (seq, owed) in changes)
        {
            using var command = Command(owed is null
                ? "DELETE FROM owed WHERE handler = $handler AND seq = $seq"
                : "INSERT OR REPLACE INTO owed VALUES ($handler, $seq, $id, $attempts, $due, $failed, $error)", handler);
            command.Parameters.AddWithValue("$seq", seq);
            if (owed is not null) Bind(command, owed);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
        return true;
    });

    /// <summary>What is due, the longest due first, up to a place.</summary>
    public IReadOnlyList<OwedEvent> Due(string handler, long upTo, DateTimeOffset now, int limit) => Read(
        "handler = $handler AND due_at <= $now AND seq <= $upTo ORDER BY due_at, seq LIMIT $limit", handler, limit, ("$now", now.ToMicroseconds()), ("$upTo", upTo));

    /// <summary>When the next one is due after a time; null when none will be.</summary>
    public DateTimeOffset? NextDue(string handler, long upTo, DateTimeOffset after) =>
        Read("handler = $handler AND due_at > $after AND seq <= $upTo ORDER BY due_at LIMIT $limit", handler, 1, ("$after", after.ToMicroseconds()), ("$upTo", upTo)) is [var first]
            ? first.Due : null;

    public OwedEvent? Find(string handler, long seq) => Read("handler = $handler AND seq = $seq LIMIT $limit", handler, 1, ("$seq", seq)) is [var found] ? found : null;

    public IReadOnlyList<OwedEvent> Parked(string handler, long after, int limit) =>
        Read("handler = $handler AND due_at IS NULL AND seq > $after ORDER BY seq LIMIT $limit", handler, limit, ("$after", after));

    /// <summary>Makes a parked event due again; false when no such event is parked.</summary>
    public bool Release(string handler, Guid id, DateTimeOffset now) => Guarded("written", () =>
    {
        using var command = Command("UPDATE owed SET due_at = $now WHERE handler = $handler AND id = $id AND due_at IS NULL", handler);
        command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("$now", now.ToMicroseconds());
        return command.ExecuteNonQuery() > 0;
    });

    public void Dispose()
    {
        lock (_lock) _connection.Dispose();
    }

    private IReadOnlyList<OwedEvent> Read(string where, string handler, int limit, params (string Name, long Value)[] values) => Guarded("read", () =>
    {
        using var command = Command($"SELECT seq, id, attempts, due_at, failed_at, error FROM owed WHERE {where}", handler);
        command.Parameters.AddWithValue("$limit", limit);
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        using var row = command.ExecuteReader();
        var found = new List<OwedEvent>();
        while (row.Read()) found.Add(new(row.GetInt64(0), row.GetId(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetTime(3), row.GetTime(4), row.GetString(5)));
        return found;
    });

    private static void Bind(SqliteCommand command, OwedEvent owed)
    {
        command.Parameters.AddWithValue("$id", owed.Id.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("$attempts", owed.Attempts);
        command.Parameters.AddWithValue("$due", owed.Due is { } due ? due.ToMicroseconds() : DBNull.Value);
        command.Parameters.AddWithValue("$failed", owed.FailedAt.ToMicroseconds());
        command.Parameters.AddWithValue("$error", owed.Error);
    }

    private SqliteCommand Command(string sql, string handler)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$handler", handler);
        return command;
    }

    private T Guarded<T>(string what, Func<T> use)
    {
        try
        {
            lock (_lock) return use();
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"{_path} could not be {what}: {e.Message}", e);
        }
    }

    private static string? WhyOfNoUse(SqliteConnection connection)
    {
        if (connection.Scalar("PRAGMA user_version") > Scripts.Latest) return "it was written by a newer Creel";
        var ours = connection.Scalar("PRAGMA application_id") == Scripts.ApplicationId;
        return ours || connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0 ? null : "it is a database of another kind";
    }

    private static StoreRefusedException Refused(string path, string why, Exception? inner) => new(
        $"{path}, which holds how far the handlers have come, can't be used: {why}. It was not touched. Restore it, or move it away with its -wal and -shm files: "
        + "then each handler begins where its StartFrom says.", inner);
}
