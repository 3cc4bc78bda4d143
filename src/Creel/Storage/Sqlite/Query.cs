using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>A prepared statement for work between two batches: numbers go in, rows may come out. Nothing of it lasts longer than its use.</summary>
internal sealed class Query : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Query(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Query With(long first)
    {
        Check(raw.sqlite3_bind_int64(_statement, 1, first));
        return this;
    }

    public Query With(long first, long second)
    {
        Check(raw.sqlite3_bind_int64(_statement, 2, second));
        return With(first);
    }

    public Query With(long first, long second, long third)
    {
        Check(raw.sqlite3_bind_int64(_statement, 3, third));
        return With(first, second);
    }

    /// <summary>The next row. After the last one, and after <see cref="End"/>, the statement can be used again.</summary>
    public bool Next()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        End();
        return result == raw.SQLITE_DONE ? false : throw NativeSqlite.Error(_database, result);
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void End() => raw.sqlite3_reset(_statement);

    public void Run()
    {
        while (Next())
        {
        }
    }

    /// <summary>The number in the one row there is; null when there is none.</summary>
    public long? One()
    {
        if (!Next()) return null;
        var number = Number(0);
        End();
        return number;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw NativeSqlite.Error(_database, result);
    }
}
