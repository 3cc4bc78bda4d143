using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>
/// Copies the WAL into the database beside the writer, so that no sender waits for it. While events keep coming it can't
/// catch up entirely; so when the WAL has grown, the writer is asked to copy the short rest between two batches, after
/// which the WAL begins anew.
/// </summary>
internal sealed class WalCheckpointer : IDisposable
{
    private const long WrittenBeforeCheckpoint = 8 << 20;
    private const int FramesBeforeLastStep = 8 << 10;
    private const int FramesForTheWriter = 64;
    private const int MostRounds = 4;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(false);
    private long _written;
    private volatile bool _stopping;
    private volatile bool _wantsLastStep;

    public WalCheckpointer(string path)
    {
        _path = path;
        _thread = new Thread(Run) { IsBackground = true, Name = "creel-checkpoint" };
        _thread.Start();
    }

    /// <summary>The WAL is long and nearly copied: the writer should checkpoint before its next batch.</summary>
    public bool WantsLastStep
    {
        get
        {
            if (!_wantsLastStep) return false;
            _wantsLastStep = false;
            return true;
        }
    }

    /// <summary>Called by the writer after a commit.</summary>
    public void Written(long bytes)
    {
        if (Interlocked.Add(ref _written, bytes) >= WrittenBeforeCheckpoint) _wake.Set();
    }

    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (!_stopping)
        {
            _wake.WaitOne(Idle);
            if (_stopping || Interlocked.Exchange(ref _written, 0) == 0) continue;
            try
            {
                connection ??= SqliteFile.OpenForCheckpoint(_path);
                Checkpoint(connection);
            }
            catch (SqliteException)
            {
                // The WAL grows until the disk lets us copy again; nothing kept is at risk, and the writer reports the disk.
                connection?.Dispose();
                connection = null;
                Interlocked.Add(ref _written, 1);
            }
        }
        connection?.Dispose();
    }

    private void Checkpoint(SqliteConnection connection)
    {
        var copied = CopyWhatIsThere(connection, out var frames);
        if (frames <= FramesBeforeLastStep) return;
        // What is left to the writer keeps senders waiting. Each round has only to copy what was written during the one before.
        for (var round = 0; round < MostRounds; round++)
        {
            var before = copied;
            copied = CopyWhatIsThere(connection, out _);
            if (copied - before <= FramesForTheWriter) break;
        }
        _wantsLastStep = true;
    }

    /// <summary>Copies what was written before the call.</summary>
    /// <returns>The frames of the log that are copied now.</returns>
    private static int CopyWhatIsThere(SqliteConnection connection, out int frames)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out frames, out var copied);
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY)) SqliteException.ThrowExceptionForRC(result, connection.Handle!);
        return copied;
    }
}
