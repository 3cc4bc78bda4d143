using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// The quarantine in one SQLite file. It is opened with the first write and again after every failure, so that a disk that
/// fails or a file that is damaged keeps no server from starting, and is found well again by itself.
/// </summary>
/// <param name="path">The file; made (owner-only) when there is something to keep.</param>
/// <param name="bounds">Its size, and that of its parts.</param>
/// <param name="say">Told in a sentence when a file was put aside.</param>
internal sealed class SqliteQuarantine(string path, QuarantineBounds bounds, Action<string> say) : IQuarantineStore
{
    private readonly SqliteQuarantineLog _log = new(path);
    private readonly Lock _writing = new();
    private QuarantineRows? _rows;
    private bool _looked;

    public long Bytes => Length(path) + Length(path + "-wal");

    public void Write(IReadOnlyList<RefusedRequest> added, IReadOnlyList<RefusedAgain> again)
    {
        if (added.Count == 0 && again.Count == 0 && (_rows is not null || !File.Exists(path))) return;
        Guarded(rows => rows.Write(added, again));
    }

    public void MarkAccepted(Guid id, Guid eventId, DateTimeOffset at) => Guarded(rows => rows.MarkAccepted(id, eventId, at));

    public IReadOnlyList<QuarantineRow> Newest(QuarantineFilter filter, long? before, int limit) => _log.Newest(filter, before, limit);

    public QuarantinedRequest? Find(Guid id) => _log.Find(id);

    public void Dispose()
    {
        _log.Dispose();
        lock (_writing) Close();
    }

    private void Guarded(Action<QuarantineRows> write)
    {
        lock (_writing)
        {
            try
            {
                try
                {
                    write(_rows ??= Open());
                }
                catch (Exception e) when (QuarantineFile.IsDamage(e))
                {
                    BeginAnew(e);
                    write(_rows = Open());
                }
            }
            catch (Exception e)
            {
                // Whatever was begun is undone with the connection.
                Close();
                if (e is not (SqliteException or StoreRefusedException or IOException or UnauthorizedAccessException)) throw;
                throw new StoreUnavailableException($"The quarantine {path} can't be written: {e.Message}", e);
            }
        }
    }

    private QuarantineRows Open()
    {
        var connection = QuarantineFile.Open(path, bounds.Bytes, look: !_looked);
        _looked = true;
        try
        {
            return new QuarantineRows(connection, bounds);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // What is lost is refused requests of strangers: lossy by definition, and not worth a server that does not start.
    private void BeginAnew(Exception why)
    {
        Close();
        var aside = QuarantineFile.PutAside(path);
        say($"the quarantine {path} can't be used ({why.Message}). It was put aside as {aside}, and a new one is begun. No event is concerned.");
    }

    private void Close()
    {
        _rows?.Dispose();
        _rows = null;
    }

    private static long Length(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : 0;
    }
}
