using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The inbox in one SQLite file: WAL, full fsync, one writer.</summary>
internal sealed class SqliteEventStore : IEventStore
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly OwnerLock _owner;
    private readonly SqliteEventLog _log;
    private readonly WalCheckpointer _checkpointer;
    private SqliteAppender? _appender;
    private Tending? _tending;
    // Read with the first event rather than at the start, so that the receiver is up sooner.
    private RecentWindow? _window;
    private long _lastSeq;

    private SqliteEventStore(string path, OwnerLock owner, TimeProvider time, Action<string>? say)
    {
        (_path, _owner, _time) = (path, owner, time);
        _appender = new SqliteAppender(path, say);
        _lastSeq = _appender.LastSeq();
        _appender.ForgetSenderKeysBefore(time.GetUtcNow());
        _log = new SqliteEventLog(path);
        _checkpointer = new WalCheckpointer(path);
    }

    /// <summary>Opens the inbox for this process alone, making or migrating it as needed.</summary>
    /// <exception cref="StoreRefusedException">Somebody else has it, or the file must not be used.</exception>
    public static SqliteEventStore Open(string path, string ownerLockPath, TimeProvider time, Action<string>? say = null)
    {
        var owner = OwnerLock.Take(ownerLockPath);
        try
        {
            return new SqliteEventStore(path, owner, time, say);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public Appended[] Append(IReadOnlyList<NewEvent> batch) => Guarded(appender =>
    {
        var appended = new Appended[batch.Count];
        var window = _window ??= appender.ReadWindow(_time.GetUtcNow());
        var seq = _lastSeq;
        long bytes = 0;
        if (_checkpointer.WantsLastStep) appender.Checkpoint();
        appender.Begin();
        for (var i = 0; i < batch.Count; i++)
        {
            var imported = batch[i].Imported;
            var decision = imported is null ? window.Decide(batch[i], seq + 1) : appender.Imported.Decide(batch[i], imported, seq + 1);
            appended[i] = new(decision.Seq, decision.Id, decision.IsRepeat, decision.RepeatOf) { Imported = imported is not null };
            bytes += 1024 + batch[i].Body.Length;
            if (decision.IsRepeat)
            {
                if (imported is null) appender.InsertRepeat(decision.Seq, batch[i].ReceivedAt);
            }
            else
            {
                appender.Insert(batch[i], decision);
                seq++;
            }
        }
        appender.Commit();
        window.Commit();
        Volatile.Write(ref _lastSeq, seq);
        _checkpointer.Written(bytes);
        return appended;
    });

    public void Probe() => Guarded(appender =>
    {
        appender.Probe(_time.GetUtcNow());
        return true;
    });

    public void Retain(RetentionState state) => _tending = new Tending(_path, state, _time);

    public TimeSpan Tend(bool idle)
    {
        if (_tending is not { } tending) return Timeout.InfiniteTimeSpan;
        if (!tending.Wants(idle)) return Tending.LookEvery;
        try
        {
            var written = 0L;
            var next = Guarded(appender => tending.Step(appender.Connection, _lastSeq, idle, out written));
            if (written > 0) _checkpointer.Written(written);
            return next;
        }
        catch (Exception e)
        {
            // It may have been left without flushing; the next batch gets a new one.
            var next = tending.Failed(e);
            _appender?.Dispose();
            _appender = null;
            return next;
        }
    }

    /// <summary>2: each commit is flushed.</summary>
    internal long Synchronous() => (_appender ??= Reopen()).Connection.Scalar("PRAGMA synchronous");

    // Also where the newest events are deleted already: places go on behind them.
    public long LastSeq() => Volatile.Read(ref _lastSeq);

    public IReadOnlyList<EventSummary> Newest(long? before, int limit) => _log.Newest(before, limit);

    public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => _log.After(seq, limit, maxBytes);

    public KeptEvent? Find(Guid id) => _log.Find(id);

    public void Dispose()
    {
        // The writer's connection is closed last: the last one out folds the WAL into the database.
        _checkpointer.Dispose();
        _log.Dispose();
        _tending?.Dispose();
        _appender?.Dispose();
        _owner.Dispose();
    }

    /// <summary>Runs a write; when it fails, nothing of it is left, and a connection in doubt is replaced before the next one.</summary>
    private T Guarded<T>(Func<SqliteAppender, T> write)
    {
        try
        {
            return write(_appender ??= Reopen());
        }
        catch (Exception e)
        {
            _window?.RollBack();
            if (_appender is { } appender && !appender.TryRollBack())
            {
                appender.Dispose();
                _appender = null;
            }
            if (e is SqliteException or StoreRefusedException) throw new StoreUnavailableException($"The inbox can't be written: {e.Message}", e);
            throw;
        }
    }

    // What the old connection did last is unknown, so what is remembered is read again.
    private SqliteAppender Reopen()
    {
        var appender = new SqliteAppender(_path);
        _lastSeq = appender.LastSeq();
        _window = null;
        return appender;
    }
}
