using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>When the writer tends the inbox: <see cref="SqliteRetention"/> says what is done then.</summary>
internal sealed class Tending(string path, RetentionState state, TimeProvider time) : IDisposable
{
    private const int BatchesBetweenLooks = 8;
    private const int IdleLooksUntilQuiet = 5;
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanUpEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(30);

    private readonly SettledClock _clock = new(time);
    private SqliteRetention? _retention;
    private SqliteConnection? _connection;
    private bool _more;
    private int _batches;
    private int _idleLooks;
    private long _cleaned = long.MinValue;
    private long? _failed;

    /// <summary>Asked after every batch: most of them are followed by the next one at once.</summary>
    public bool Wants(bool idle)
    {
        if (_failed is { } failed)
        {
            if (time.GetElapsedTime(failed) < RestAfterFault) return false;
            _failed = null;
        }
        if (!idle) _idleLooks = 0;
        if (idle || _more) return true;
        if (++_batches < BatchesBetweenLooks) return false;
        _batches = 0;
        return true;
    }

    /// <summary>Does one step, and says when the writer should come again if nothing else is to be done.</summary>
    public TimeSpan Step(SqliteConnection connection, long lastSeq, bool idle, out long written)
    {
        if (connection != _connection)
        {
            Dispose();
            (_connection, _retention) = (connection, new SqliteRetention(connection, path, state));
        }
        var now = time.GetUtcNow();
        if (_cleaned == long.MinValue || time.GetElapsedTime(_cleaned) >= CleanUpEvery)
        {
            _retention!.CleanUp(now);
            _cleaned = time.GetTimestamp();
        }
        var load = !idle ? WriterLoad.Busy : _idleLooks >= IdleLooksUntilQuiet || state.DiskIsLow ? WriterLoad.Quiet : WriterLoad.Idle;
        _more = _retention!.Step(lastSeq, now, _clock.Now(), load);
        if (idle && !_more) _idleLooks++;
        written = _retention.Written;
        state.Fault = null;
        return _more ? TimeSpan.Zero : LookEvery;
    }

    /// <summary>Nothing was deleted; it is tried again after a rest.</summary>
    public TimeSpan Failed(Exception e)
    {
        Dispose();
        (_more, _failed) = (false, time.GetTimestamp());
        state.Fault = e;
        return LookEvery;
    }

    public void Dispose()
    {
        _retention?.Dispose();
        (_retention, _connection) = (null, null);
    }
}
