using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Reads an inbox file, beside a running server or without one. Each call is one short read.</summary>
internal sealed class SqliteEventLog(string path) : IEventLog, IDisposable
{
    /// <summary>Opens a file that a server may be writing to.</summary>
    /// <exception cref="StoreRefusedException">It is damaged, newer than this program, or not an inbox.</exception>
    public static SqliteEventLog Open(string path)
    {
        SqliteFile.Inspect(path);
        return new SqliteEventLog(path);
    }

    public long LastSeq() => Read(connection => connection.Scalar("SELECT coalesce(max(seq), 0) FROM event"));

    public IReadOnlyList<EventSummary> Newest(long? before, int limit) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {EventRows.SummaryColumns(connection)} FROM event e WHERE e.seq < $before ORDER BY e.seq DESC LIMIT $limit";
        command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var found = new List<EventSummary>(Math.Min(limit, 1024));
        while (row.Read()) found.Add(row.GetSummary());
        return found;
    });

    public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {EventRows.Columns(connection)}, {EventRows.ContentColumns} FROM event e JOIN content c ON c.seq = e.seq "
            + "WHERE e.seq > $seq ORDER BY e.seq LIMIT $limit";
        command.Parameters.AddWithValue("$seq", seq);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var found = new List<KeptEvent>();
        long bytes = 0;
        while (bytes < maxBytes && row.Read())
        {
            var kept = row.GetKept();
            bytes += kept.Body.Length + kept.Headers.Length;
            found.Add(kept);
        }
        return WithItems(connection, found);
    });

    public KeptEvent? Find(Guid id) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {EventRows.Columns(connection)}, {EventRows.ContentColumns} FROM event e JOIN content c ON c.seq = e.seq WHERE e.id = $id";
        command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
        using var row = command.ExecuteReader();
        return row.Read() ? WithItems(connection, [row.GetKept()])[0] : null;
    });

    public void Dispose() => SqliteFile.CloseReaders(path);

    private T Read<T>(Func<SqliteConnection, T> read) => Read(path, read);

    /// <summary>One short read of an inbox file.</summary>
    /// <exception cref="StoreUnavailableException">It failed.</exception>
    public static T Read<T>(string path, Func<SqliteConnection, T> read)
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

    private static List<KeptEvent> WithItems(SqliteConnection connection, List<KeptEvent> found)
    {
        if (found.TrueForAll(kept => kept.Items.Count > 0)) return found;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT seq, {EventRows.ItemColumns} FROM batch_item WHERE seq BETWEEN $first AND $last ORDER BY seq, item";
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
}
