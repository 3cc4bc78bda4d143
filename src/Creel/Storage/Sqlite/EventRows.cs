using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Rows of <c>event e</c>, with or without <c>content c</c>, as events.</summary>
internal static class EventRows
{
    public static string SummaryColumns(SqliteConnection connection) => $"""
        e.seq, e.id, e.received_at, e.source, e.sender, e.verdict, e.method, e.path, e.size, e.body_reading, e.sender_key, e.key_reused,
        e.repeats, e.repeat_of, e.redacted, e.type, e.title, e.level, e.severity_raw, e.status, e.status_raw, e.subject, e.correlation,
        e.occurred_at, e.occurred_at_raw, e.link, e.test, {ReceivedUnknown(connection)}
        """;

    /// <summary>All there is of an event but its content (and the items of a batch).</summary>
    public static string Columns(SqliteConnection connection) => SummaryColumns(connection) + ", e.items, e.remote_address";

    public const string ContentColumns = "c.tls, c.query, c.headers, c.body";

    public const string ItemColumns =
        "type, title, level, severity_raw, status, status_raw, subject, correlation, occurred_at, occurred_at_raw, link, test";

    private const int AfterSummary = 28;

    /// <summary>Of <see cref="SummaryColumns"/>.</summary>
    public static EventSummary GetSummary(this SqliteDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Id = row.GetId(1),
        ReceivedAt = row.GetTime(2),
        ReceivedAtUnknown = row.GetInt64(AfterSummary - 1) != 0,
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

    /// <summary>Of <see cref="Columns"/> and perhaps <see cref="ContentColumns"/>. The items of a batch are still to be read.</summary>
    public static KeptEvent GetKept(this SqliteDataReader row, bool withContent = true)
    {
        var summary = row.GetSummary();
        return new()
        {
            Summary = summary,
            Items = row.GetInt64(AfterSummary) == 1 ? [summary.Facts] : [],
            RemoteAddress = row.GetString(AfterSummary + 1),
            Tls = withContent ? row.GetText(AfterSummary + 2) : null,
            Query = withContent ? row.GetString(AfterSummary + 3) : "",
            Headers = withContent ? row.GetFieldValue<byte[]>(AfterSummary + 4) : [],
            Body = withContent ? row.GetFieldValue<byte[]>(AfterSummary + 5) : [],
        };
    }

    // Files of an older version are read where they lie, without bringing them up to date.
    private static string ReceivedUnknown(SqliteConnection connection) =>
        connection.Scalar("PRAGMA user_version") < 3 ? "0" : "e.received_unknown";
}
