using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Reads an inbox file, beside a running server or without one. Each call is one short read.</summary>
internal sealed class SqliteEventLog(string path) : IEventLog, IDisposable
{
    private const string SummaryColumns = """
        e.seq, e.id, e.received_at, e.source, e.sender, e.verdict, e.method, e.path, e.size, e.body_reading, e.sender_key, e.key_reused,
        e.repeats, e.repeat_of, e.redacted, e.type, e.title, e.level, e.severity_raw, e.status, e.status_raw, e.subject, e.correlation,
        e.occurred_at, e.occurred_at_raw, e.link, e.test
        """;

    private const int UnknownColumn = 27;
    private const int FirstContentColumn = 28;
    private const string ContentColumns = "e.items, e.remote_address, c.tls, c.query, c.headers, c.body";
    private const string ItemColumns =
        "type, title, level, severity_raw, status, status_raw, subject, correlation, occurred_at, occurred_at_raw, link, test";

    /// <summary>Opens a file that a server may be writing to.</summary>
    /// <exception cref="StoreRefusedException">It is damaged, newer than this program, or not an inbox.</exception>
    public static SqliteEventLog Open(string path)
    {
        SqliteFile.Inspect(path);
        return new SqliteEventLog(path);
    }

    private string? _unknown;

    public long LastSeq() => Read(connection => connection.Scalar("SELECT coalesce(max(seq), 0) FROM event"));

    public IReadOnlyList<EventSummary> Newest(long? before, int limit) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SummaryColumns}, {Unknown(connection)} FROM event e WHERE e.seq < $before ORDER BY e.seq DESC LIMIT $limit";
        command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var found = new List<EventSummary>(Math.Min(limit, 1024));
        while (row.Read()) found.Add(Summary(row));
        return found;
    });

    public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SummaryColumns}, {Unknown(connection)}, {ContentColumns} FROM event e JOIN content c ON c.seq = e.seq "
            + "WHERE e.seq > $seq ORDER BY e.seq LIMIT $limit";
        command.Parameters.AddWithValue("$seq", seq);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var found = new List<KeptEvent>();
        long bytes = 0;
        while (bytes < maxBytes && row.Read())
        {
            var kept = Kept(row);
            bytes += kept.Body.Length + kept.Headers.Length;
            found.Add(kept);
        }
        return WithItems(connection, found);
    });

    public KeptEvent? Find(Guid id) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SummaryColumns}, {Unknown(connection)}, {ContentColumns} FROM event e JOIN content c ON c.seq = e.seq WHERE e.id = $id";
        command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
        using var row = command.ExecuteReader();
        return row.Read() ? WithItems(connection, [Kept(row)])[0] : null;
    });

    public void Dispose() => SqliteFile.CloseReaders(path);

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = SqliteFile.OpenForReading(path);
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The inbox {path} could not be read: {e.Message}", e);
        }
    }

    // A file that is only read may be older than the program: the column came with version 3.
    private string Unknown(SqliteConnection connection) =>
        _unknown ??= connection.Scalar("PRAGMA user_version") < 3 ? "0" : "e.received_unknown";

    private static List<KeptEvent> WithItems(SqliteConnection connection, List<KeptEvent> found)
    {
        if (found.TrueForAll(kept => kept.Items.Count > 0)) return found;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT seq, {ItemColumns} FROM batch_item WHERE seq BETWEEN $first AND $last ORDER BY seq, item";
        command.Parameters.AddWithValue("$first", found[0].Summary.Seq);
        command.Parameters.AddWithValue("$last", found[^1].Summary.Seq);
        using var row = command.ExecuteReader();
        var items = new Dictionary<long, List<Facts>>(found.Count);
        while (row.Read())
        {
            if (!items.TryGetValue(row.GetInt64(0), out var list)) items[row.GetInt64(0)] = list = [];
            list.Add(row.GetFacts(1));
        }
        return found.ConvertAll(kept => items.TryGetValue(kept.Summary.Seq, out var list) ? kept with { Items = list } : kept);
    }

    private static EventSummary Summary(SqliteDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Id = row.GetId(1),
        ReceivedAt = row.GetTime(2),
        ReceivedAtUnknown = row.GetInt64(UnknownColumn) != 0,
        Source = row.GetString(3),
        Sender = row.GetString(4),
        Verdict = (Verdict)row.GetInt32(5),
        Method = row.GetString(6),
        Path = row.GetString(7),
        Size = row.GetInt64(8),
        BodyReading = (BodyReading)row.GetInt32(9),
        SenderKey = row.GetText(10),
        KeyReused = row.GetInt64(11) != 0,
        Repeats = row.GetInt32(12),
        RepeatOf = row.IsDBNull(13) ? null : row.GetId(13),
        Redacted = row.GetText(14)?.Split(' ') ?? [],
        Facts = row.GetFacts(15),
    };

    // Its items are still to be read where it has more than one.
    private static KeptEvent Kept(SqliteDataReader row)
    {
        var summary = Summary(row);
        return new()
        {
            Summary = summary,
            Items = row.GetInt64(FirstContentColumn) == 1 ? [summary.Facts] : [],
            RemoteAddress = row.GetString(FirstContentColumn + 1),
            Tls = row.GetText(FirstContentColumn + 2),
            Query = row.GetString(FirstContentColumn + 3),
            Headers = row.GetFieldValue<byte[]>(FirstContentColumn + 4),
            Body = row.GetFieldValue<byte[]>(FirstContentColumn + 5),
        };
    }
}
