using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>How values that SQLite has no type for are written and read back.</summary>
internal static class Columns
{
    public static long ToMicroseconds(this DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset GetTime(this SqliteDataReader row, int column) =>
        DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(column) * TimeSpan.TicksPerMicrosecond);

    public static Guid GetId(this SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

    public static BodyHash GetBodyHash(this SqliteDataReader row, int column) => BodyHash.Read(row.GetFieldValue<byte[]>(column));

    public static string? GetText(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The twelve fact columns, in the order of the schema.</summary>
    public static Facts GetFacts(this SqliteDataReader row, int first) => new()
    {
        Type = row.GetText(first),
        Title = row.GetText(first + 1),
        Level = row.IsDBNull(first + 2) ? null : row.GetInt32(first + 2),
        SeverityRaw = row.GetText(first + 3),
        Status = row.GetText(first + 4),
        StatusRaw = row.GetText(first + 5),
        Subject = row.GetText(first + 6),
        Correlation = row.GetText(first + 7),
        OccurredAt = row.IsDBNull(first + 8) ? null : row.GetTime(first + 8),
        OccurredAtRaw = row.GetText(first + 9),
        Link = row.GetText(first + 10),
        Test = row.GetInt64(first + 11) != 0,
    };
}
