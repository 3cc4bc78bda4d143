using System.Diagnostics;
using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// Deletes what need not be kept any more and gives its space back, on the writer's connection between its commits, each time
/// no longer than nobody notices.
/// </summary>
/// <remarks>
/// These transactions are not flushed: should the power fail, some deleted events are there again and are deleted again. The
/// next batch of events is flushed as ever, and what lies before it in the log with it.
/// </remarks>
internal sealed class SqliteRetention : IDisposable
{
    private const int PagesAtOnce = 16;

    private readonly SqliteConnection _connection;
    private readonly RetentionState _state;
    private readonly SqliteSpace _space;
    private readonly RetentionScan _scan;
    private readonly EventDeletion _deletion;
    private readonly StepBudget _budget = new(TimeSpan.FromMilliseconds(2));
    private readonly Query _oldest;
    private RetentionRules _rules;
    private bool _deleting;

    public SqliteRetention(SqliteConnection connection, string path, RetentionState state)
    {
        (_connection, _state) = (connection, state);
        _space = new(connection, path);
        _scan = new(connection);
        _deletion = new(connection);
        _oldest = new(connection, "SELECT received_at FROM event ORDER BY seq LIMIT 1");
        _rules = new(connection, state.Plan);
    }

    /// <summary>Bytes that the last step wrote, about.</summary>
    public long Written { get; private set; }

    /// <summary>Forgets what was remembered for the sake of deleted events. Now and then.</summary>
    public void CleanUp(DateTimeOffset now) => Unflushed(() => _deletion.CleanUp(now));

    /// <summary>One step. False when nothing is to be done at the moment. The settled time is null while the clock can't be believed.</summary>
    public bool Step(long lastSeq, DateTimeOffset at, DateTimeOffset? settled, WriterLoad load)
    {
        if (!ReferenceEquals(_rules.Plan, _state.Plan)) _rules = new(_connection, _state.Plan);
        Written = 0;
        var space = _space.Read();
        var limits = Limits;
        _state.Seen = new(space, limits.Bytes, _oldest.One() is { } oldest ? DateTimeOffset.UnixEpoch.AddMicroseconds(oldest) : null);
        var over = limits.Over(space, _deleting);
        if (over > 0 && DeleteForBytes(_rules.Whole, over, lastSeq, at))
        {
            _deleting = _scan.WasCut;
            return true;
        }
        return DeleteByRule(lastSeq, at, settled) || GiveBack(space, limits, load);
    }

    public void Dispose()
    {
        _space.Dispose();
        _scan.Dispose();
        _deletion.Dispose();
        _oldest.Dispose();
    }

    private SpaceLimits Limits => SpaceLimits.Of(_rules.Plan.Whole, _state.VolumeBytes);

    private bool DeleteByRule(long lastSeq, DateTimeOffset at, DateTimeOffset? settled)
    {
        foreach (var rule in _rules.Counted.Values)
        {
            if (rule.CountedTo < lastSeq)
            {
                _scan.Count(rule, _budget.Weight);
                if (_scan.WasCut) return true;
                rule.CountedTo = lastSeq;
            }
            if (rule.Bytes > rule.Rule.MaxBytes && DeleteForBytes(rule, rule.Bytes - rule.Rule.MaxBytes!.Value, lastSeq, at)) return true;
        }
        foreach (var rule in _rules.ByAge)
        {
            if (settled is not { } now) break;
            _scan.ForAge(rule, now - rule.Rule.MaxAge!.Value, now, _rules.Counted.Count > 0, _budget.Weight);
            if (Delete(rule, Deleted.Age, at)) return true;
        }
        return false;
    }

    private bool DeleteForBytes(RetentionCursor rule, long bytes, long lastSeq, DateTimeOffset at)
    {
        _scan.ForBytes(rule, bytes, lastSeq, _rules.Counted.Count > 0, _budget.Weight);
        return Delete(rule, Deleted.Bytes, at);
    }

    /// <summary>Deletes what was found. True when something was, or when the search has to go on.</summary>
    private bool Delete(RetentionCursor rule, string reason, DateTimeOffset at)
    {
        var found = _scan.Found;
        rule.DeletedTo = _scan.PassedTo;
        if (found.Count == 0) return _scan.WasCut;
        var started = Stopwatch.GetTimestamp();
        foreach (var e in found)
        {
            if (e.Source is not null && _rules.Counted.TryGetValue(e.Source, out var counted)) counted.Uncount(e.Seq, e.Size);
        }
        Unflushed(() =>
        {
            _deletion.Run(found, at);
            _rules.Write(rule);
            foreach (var counted in _rules.Counted.Values.Where(counted => counted.IsChanged)) _rules.Write(counted);
        });
        Written = 128 * 1024 + found.Count * 256L;
        _budget.Took(Stopwatch.GetElapsedTime(started), _scan.Weight);
        _state.Add(new(reason, found.Count, Received(found.Min(e => e.ReceivedAt)), Received(found.Max(e => e.ReceivedAt))));
        return true;
    }

    private bool GiveBack(InboxSpace space, SpaceLimits limits, WriterLoad load)
    {
        var pages = limits.ToGiveBack(space, load > WriterLoad.Busy, _state.DiskIsLow) / _space.PageSize;
        if (pages > 0)
        {
            pages = Math.Min(pages, load > WriterLoad.Busy ? PagesAtOnce * 4 : PagesAtOnce);
            Unflushed(() => _space.GiveBack((int)pages));
            Written = pages * 2 * _space.PageSize;
            return true;
        }
        if (load == WriterLoad.Quiet && limits.LogIsLong(space, _state.DiskIsLow)) _space.ShortenLog();
        return false;
    }

    /// <summary>A transaction that need not be on disk when it ends. However it ends, the connection flushes again or is not used any more.</summary>
    private void Unflushed(Action write)
    {
        _space.Execute("PRAGMA synchronous = NORMAL");
        _space.Execute("BEGIN IMMEDIATE");
        write();
        _space.Execute("COMMIT");
        _space.Execute("PRAGMA synchronous = FULL");
        if (_connection.Scalar("PRAGMA synchronous") != 2) throw new InvalidOperationException("The inbox does not flush its commits any more.");
    }

    private static DateTimeOffset Received(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}

/// <summary>What the writer has to do besides.</summary>
internal enum WriterLoad
{
    /// <summary>Batch follows batch.</summary>
    Busy,

    /// <summary>No event waits just now.</summary>
    Idle,

    /// <summary>None has come for a while.</summary>
    Quiet,
}
