using System.Net;
using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Reads the quarantine's file, beside a running server or without one. No file: nothing was refused yet.</summary>
internal sealed class SqliteQuarantineLog(string path) : IQuarantineLog, IDisposable
{
    private const string Columns = """
        r.seq, r.id, r.first_at, r.last_at, r.count, r.source, r.reason, r.next_step, r.status, r.remote_address, r.method, r.path, r.size,
        r.extent, r.redacted, r.event_id, r.accepted_at
        """;

    private const int FirstContentColumn = 18;

    public IReadOnlyList<QuarantineRow> Newest(QuarantineFilter filter, long? before, int limit) => Read<IReadOnlyList<QuarantineRow>>(connection =>
    {
        using var command = connection.CreateCommand();
        var where = "r.seq < $before";
        command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
        command.Parameters.AddWithValue("$limit", limit);
        if (filter.Source is { } source) where += Is(command, "r.source", source.Length == 0 ? null : source);
        if (filter.Reason is { } reason) where += Is(command, "r.reason", reason);
        if (filter.Address is { } given)
        {
            var address = IPAddress.TryParse(given, out var parsed) ? parsed.ToString() : given;
            where += Is(command, "r.address_group", AddressGroup.Of(address)) + Is(command, "r.remote_address", address);
        }
        command.CommandText = $"SELECT {Columns}, {Since2(connection, "r.cause")} FROM refused r WHERE {where} ORDER BY r.seq DESC LIMIT $limit";
        using var row = command.ExecuteReader();
        var found = new List<QuarantineRow>();
        while (row.Read()) found.Add(Row(row));
        return found;
    }, []);

    public QuarantinedRequest? Find(Guid id) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns}, {Since2(connection, "r.cause")}, c.tls, c.query, c.headers, c.body, {Since2(connection, "c.tried")} FROM refused r JOIN content c ON c.seq = r.seq WHERE r.id = $id";
        command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
        using var row = command.ExecuteReader();
        return row.Read() ? Whole(row) : null;
    }, null);

    public void Dispose() => SqliteFile.CloseReaders(path);

    private T Read<T>(Func<SqliteConnection, T> read, T nothing)
    {
        if (!File.Exists(path)) return nothing;
        try
        {
            using var connection = SqliteFile.OpenForReading(path);
            if (QuarantineFile.WhyOfNoUse(connection) is { } why) throw new StoreUnavailableException($"The quarantine {path} can't be read: {why}.");
            // The writer has made the file, and is about to make its tables.
            return connection.Scalar("PRAGMA user_version") == 0 ? nothing : read(connection);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"The quarantine {path} could not be read: {e.Message}", e);
        }
    }

    // A stopped server may have been an older one, and who reads changes nothing.
    private static string Since2(SqliteConnection connection, string column) => connection.Scalar("PRAGMA user_version") >= 2 ? column : "NULL";

    private static string Is(SqliteCommand command, string column, string? value)
    {
        var name = $"$p{command.Parameters.Count}";
        command.Parameters.AddWithValue(name, (object?)value ?? DBNull.Value);
        return $" AND {column} IS {name}";
    }

    private static QuarantineRow Row(SqliteDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Id = row.GetId(1),
        FirstAt = row.GetTime(2),
        LastAt = row.GetTime(3),
        Count = row.GetInt64(4),
        Source = row.GetText(5),
        Reason = row.GetString(6),
        NextStep = row.GetText(7),
        Status = row.GetInt32(8),
        RemoteAddress = row.GetString(9),
        Method = row.GetString(10),
        Path = row.GetString(11),
        Size = row.GetInt64(12),
        Extent = (BodyExtent)row.GetInt32(13),
        Redacted = row.GetText(14)?.Split(' ') ?? [],
        AcceptedAs = row.IsDBNull(15) ? null : row.GetId(15),
        AcceptedAt = row.IsDBNull(16) ? null : row.GetTime(16),
        Cause = row.GetText(17),
    };

    private static QuarantinedRequest Whole(SqliteDataReader row) => new()
    {
        Row = Row(row),
        Tls = row.GetText(FirstContentColumn),
        Query = row.GetString(FirstContentColumn + 1),
        Headers = row.GetFieldValue<byte[]>(FirstContentColumn + 2),
        Body = row.GetFieldValue<byte[]>(FirstContentColumn + 3),
        Tried = row.GetText(FirstContentColumn + 4)?.Split('\n') ?? [],
    };
}
