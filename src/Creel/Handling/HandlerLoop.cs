using Creel.Inbox;
using Microsoft.Extensions.Logging;

namespace Creel.Handling;

/// <summary>What a loop says and counts.</summary>
internal sealed record HandlerReport(ILogger Log, HandlerMetrics Metrics);

/// <summary>
/// Gives one handler its events out of the inbox, page by page, whatever the speed of senders, and again those that failed. Nobody waits for it.
/// </summary>
internal sealed class HandlerLoop
{
    private const int PageEvents = 256;
    private const long PageBytes = 4 << 20;

    /// <summary>Events begun after one that takes long: what a crash may repeat at most, beside a tenth of a second.</summary>
    private const int MostAhead = 1024;

    /// <summary>From one look into the inbox to the next while events come: a page of many costs hardly more than one of few, and whoever comes alone never waits.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(1);

    private readonly HandlerPlan _plan;
    private readonly IEventLog _log;
    private readonly HandlerReport _report;
    private readonly HandlerProgress _progress;
    private readonly HandlerAttempts _attempts;
    private readonly HandlerRetries _retries;
    private readonly TimeProvider _time;
    private readonly Queue<Running> _running = new();
    private long _cursor;
    private OwedEvent? _first;
    private bool _cutShort;
    private long? _looked;
    private bool _waits;

    /// <summary>An event that was begun; what is owed of it when it failed before.</summary>
    private readonly record struct Running(long Seq, Guid Id, OwedEvent? Owed, Task<Attempted> Attempt);

    public HandlerLoop(HandlerPlan plan, long position, (IEventLog Log, HandlerFile File) from, HandlerReport report, (TimeProvider Time, CancellationToken Abort) app)
    {
        (_plan, _log, _report, _time, _cursor) = (plan, from.Log, report, app.Time, position);
        _progress = new HandlerProgress(plan.Name, position, from.File, app.Time);
        _attempts = new HandlerAttempts(plan, () => HandlerLog.Overran(report.Log, plan.Name), app.Time, app.Abort);
        _retries = new HandlerRetries(plan, from.File, app.Time);
    }

    public string Name => _plan.Name;

    public long Position => _progress.Position;

    /// <summary>An operator made an event due again.</summary>
    public void LookForDue() => _retries.LookAgain();

    /// <summary>Runs until it is stopped; then waits for what was begun.</summary>
    public async Task RunAsync(Arrivals arrivals, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // While this can't be written nothing more is begun.
                _progress.SaveFromTimeToTime();
                var arrival = arrivals.Next();
                var worked = await RetryAsync(stop) | await TakePageAsync(stop);
                Settle();
                if (!worked) await IdleAsync(arrival, stop);
                GoesOn();
            }
            catch (StoreUnavailableException e)
            {
                Waits(e);
                await WaitAsync(Task.Delay(RestAfterFault, _time, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The app is stopping.
            }
        }
        await EndAsync();
    }

    private async Task EndAsync()
    {
        try
        {
            while (_running.TryPeek(out var first))
            {
                await first.Attempt;
                Settle();
            }
            _progress.Save();
        }
        catch (StoreUnavailableException e)
        {
            Waits(e);
        }
    }

    private async Task IdleAsync(Task arrival, CancellationToken stop)
    {
        _progress.Save();
        var wakes = new List<Task>(3) { arrival };
        if (_running.TryPeek(out var first)) wakes.Add(first.Attempt);
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        wakes.Add(Task.Delay(_retries.Next is { } due ? Later(due) : Timeout.InfiniteTimeSpan, _time, woken.Token));
        await WaitAsync(Task.WhenAny(wakes));
        await woken.CancelAsync();
    }

    // At least a little: a due time that lies in the past of a clock that was set is no reason to run in circles.
    private TimeSpan Later(DateTimeOffset due) =>
        TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((due - _time.GetUtcNow()).TotalMilliseconds), 1, TimeSpan.FromHours(1).TotalMilliseconds));

    private static async Task WaitAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<bool> TakePageAsync(CancellationToken stop)
    {
        if (_looked is { } looked && _time.GetElapsedTime(looked) is var since && since < Gather) await Task.Delay(Gather - since, _time, stop);
        var page = _log.After(_cursor, PageEvents, PageBytes);
        _looked = page.Count is > 0 and < PageEvents ? _time.GetTimestamp() : null;
        foreach (var kept in page)
        {
            stop.ThrowIfCancellationRequested();
            CountMissed(kept.Summary.Seq);
            if (!_plan.Wants(kept.Summary.Source) || kept.Summary.Verdict == Verdict.Imported)
                _running.Enqueue(new(kept.Summary.Seq, kept.Summary.Id, null, Attempted.Nothing));
            else if (_plan.Options.InOrder) await TakeInOrderAsync(kept, stop);
            else await BeginAsync(kept, Known(kept.Summary), stop);
            _cursor = kept.Summary.Seq;
            Settle();
            if (_retries.AreDue) break;
        }
        return page.Count > 0;
    }

    /// <summary>Nothing goes on before this one is done or parked.</summary>
    private async Task TakeInOrderAsync(KeptEvent kept, CancellationToken stop)
    {
        var owed = Known(kept.Summary);
        while (true)
        {
            if (owed?.Due is { } due && due - _time.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, _time, stop);
            var attempt = await _attempts.BeginAsync(new WebhookEvent(kept, (owed?.Attempts ?? 0) + 1), stop);
            var attempted = await attempt;
            if (attempted.End == AttemptEnd.Failed && _retries.Failed(kept.Summary.Seq, kept.Summary.Id, owed, attempted) is { Due: not null } again)
            {
                owed = _first = again;
                Tell(owed, attempted);
                _progress.Owes(owed);
                _progress.Save();
                continue;
            }
            _running.Enqueue(new(kept.Summary.Seq, kept.Summary.Id, owed, attempt));
            return;
        }
    }

    // What failed before this start, or before the file could not be written for a while: where order is kept, that is not passed yet.
    private OwedEvent? Known(EventSummary next)
    {
        if (_first?.Seq == next.Seq) return _first;
        return _retries.Known(next);
    }

    private async Task<bool> RetryAsync(CancellationToken stop)
    {
        if (!_retries.AreDue) return false;
        // What has just failed or succeeded must be in the file that says what is due.
        _progress.Save();
        var due = _retries.TakeDue(_progress.Position);
        for (var next = 0; next < due.Count; next++)
        {
            try
            {
                await RetryAsync(due[next], stop);
            }
            catch
            {
                foreach (var unbegun in due.Skip(next)) _retries.Ended(unbegun.Seq);
                _retries.LookAgain();
                throw;
            }
        }
        return due.Count > 0;
    }

    private async Task RetryAsync(OwedEvent owed, CancellationToken stop)
    {
        if (_log.After(owed.Seq - 1, 1, 1) is [var kept] && kept.Summary.Id == owed.Id)
        {
            await BeginAsync(kept, owed, stop);
            return;
        }
        Missed(1);
        _progress.OwesNoMore(owed.Seq);
        _retries.Ended(owed.Seq);
    }

    private async Task BeginAsync(KeptEvent kept, OwedEvent? owed, CancellationToken stop)
    {
        while (_running.Count >= MostAhead)
        {
            await WaitAsync(Task.WhenAny(_running.Peek().Attempt, Task.Delay(Timeout.InfiniteTimeSpan, stop)));
            stop.ThrowIfCancellationRequested();
            Settle();
        }
        var attempt = await _attempts.BeginAsync(new WebhookEvent(kept, (owed?.Attempts ?? 0) + 1), stop);
        _running.Enqueue(new(kept.Summary.Seq, kept.Summary.Id, owed, attempt));
    }

    /// <summary>Notes what has ended, in the order in which it was begun, so that nothing unfinished is ever passed.</summary>
    private void Settle()
    {
        while (_running.TryPeek(out var first) && first.Attempt.IsCompleted)
        {
            _running.Dequeue();
            Settle(first, first.Attempt.Result);
        }
        _progress.SaveFromTimeToTime();
    }

    private void Settle(in Running ended, Attempted attempted)
    {
        var isNew = ended.Seq > _progress.Position;
        switch (attempted.End)
        {
            case AttemptEnd.Failed when isNew && _cutShort:
                break;
            case AttemptEnd.Failed:
                var owed = _retries.Failed(ended.Seq, ended.Id, ended.Owed, attempted);
                Tell(owed, attempted);
                _progress.Owes(owed);
                break;
            case AttemptEnd.CutShort:
                // It comes again after the next start, and with it what was begun after it.
                _cutShort |= isNew;
                break;
            default:
                if (ended.Attempt != Attempted.Nothing) _report.Metrics.Handled(_plan.Name, attempted.Took);
                if (ended.Owed is not null) _progress.OwesNoMore(ended.Seq);
                break;
        }
        _retries.Ended(ended.Seq);
        if (isNew && !_cutShort) _progress.Passed(ended.Seq);
    }

    private void Tell(OwedEvent owed, Attempted attempted)
    {
        _report.Metrics.Failed(_plan.Name);
        if (owed.Due is { } due)
        {
            HandlerLog.Failed(_report.Log, _plan.Name, owed.Id, owed.Attempts, due - owed.FailedAt, attempted.Error);
            return;
        }
        _report.Metrics.Parked(_plan.Name);
        HandlerLog.Parked(_report.Log, _plan.Name, owed.Id, owed.Attempts, attempted.Error);
    }

    // Places are given without gaps; where there is one, retention was faster. A handler that begins with the oldest has missed nothing.
    private void CountMissed(long seq)
    {
        if (_cursor > 0 && seq > _cursor + 1) Missed(seq - _cursor - 1);
    }

    private void Missed(long events)
    {
        _report.Metrics.Missed(_plan.Name, events);
        HandlerLog.Missed(_report.Log, _plan.Name, events);
    }

    private void Waits(StoreUnavailableException e)
    {
        if (!_waits) HandlerLog.Waits(_report.Log, _plan.Name, e.Message);
        _waits = true;
    }

    private void GoesOn()
    {
        if (_waits) HandlerLog.GoesOn(_report.Log, _plan.Name);
        _waits = false;
    }
}
