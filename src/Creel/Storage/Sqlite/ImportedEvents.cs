using Creel.Inbox;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>What only imported events ask of the one who writes, so that all others pay nothing for it.</summary>
internal sealed class ImportedEvents : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _find;
    private readonly Statement _mark;

    public ImportedEvents(SqliteConnection connection)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, "SELECT seq FROM event WHERE id = ?1", raw.SQLITE_PREPARE_PERSISTENT, out _find));
        _mark = new(connection, "UPDATE event SET received_unknown = ?2, repeats = ?3 WHERE seq = ?1");
    }

    /// <summary>Within the transaction that keeps it: so neither another import nor the same batch can add it a second time.</summary>
    public Decision Decide(NewEvent candidate, ImportMarks marks, long seq) => Find(candidate.Id) is { } kept
        ? new(kept, candidate.Id, IsRepeat: true)
        : new(seq, candidate.Id, RepeatOf: marks.RepeatOf, KeyReused: marks.KeyReused);

    /// <summary>Writes what the row of an event has no place for when it is inserted.</summary>
    public void Mark(long seq, ImportMarks marks)
    {
        if (marks is { ReceivedAtUnknown: false, Repeats: 0 }) return;
        _mark.Bind(1, seq);
        _mark.Bind(2, marks.ReceivedAtUnknown);
        _mark.Bind(3, (long)marks.Repeats);
        _mark.Run();
    }

    public void Dispose()
    {
        _find.Dispose();
        _mark.Dispose();
    }

    private long? Find(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_find, 1, bytes));
        try
        {
            return raw.sqlite3_step(_find) switch
            {
                raw.SQLITE_ROW => raw.sqlite3_column_int64(_find, 0),
                raw.SQLITE_DONE => null,
                var error => throw NativeSqlite.Error(_database, error),
            };
        }
        finally
        {
            _ = raw.sqlite3_reset(_find);
        }
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw NativeSqlite.Error(_database, result);
    }
}
