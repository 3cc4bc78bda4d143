using Creel.Inbox;
using Microsoft.Extensions.Logging;

namespace Creel.Handling;

/// <summary>All handlers of an app, from its start to its stop.</summary>
internal sealed class RunningHandlers : IDisposable
{
    /// <summary>After the app can't wait any longer: what a handler has to notice it in.</summary>
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(2);

    private readonly List<HandlerLoop> _loops = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly HandlerFile _file;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    /// <summary>Finds where each handler goes on. From now on a new one misses nothing.</summary>
    /// <param name="plans">The handlers.</param>
    /// <param name="file">Where their positions are; disposed of with this.</param>
    /// <param name="inbox">The events, and the last place that was given to one.</param>
    /// <param name="report">What is said and counted.</param>
    /// <param name="time">The clock.</param>
    public RunningHandlers(IEnumerable<HandlerPlan> plans, HandlerFile file, (IEventLog Log, long Last) inbox, HandlerReport report, TimeProvider time)
    {
        (_file, _log, _time) = (file, report.Log, time);
        var known = file.Names().ToHashSet();
        foreach (var plan in plans)
        {
            known.Remove(plan.Name);
            _loops.Add(new HandlerLoop(plan, Begin(plan, inbox.Last), (inbox.Log, file), report, (time, _abort.Token)));
        }
        foreach (var gone in known) HandlerLog.Gone(_log, gone);
    }

    public IReadOnlyList<string> Names => _loops.ConvertAll(loop => loop.Name);

    public IEnumerable<(string Name, long Position)> Positions => _loops.Select(loop => (loop.Name, loop.Position));

    /// <param name="arrivals">Says when there is something new.</param>
    /// <param name="died">Told when a loop ends by a mistake of ours.</param>
    public void Start(Arrivals arrivals, Action<Exception> died) => _running.AddRange(_loops.Select(loop => Task.Run(async () =>
    {
        try
        {
            await loop.RunAsync(arrivals, _stop.Token);
        }
        catch (Exception e)
        {
            died(e);
        }
    })));

    /// <summary>From now on nothing more is begun.</summary>
    public void BeginToStop() => _stop.Cancel();

    /// <summary>Waits for what was begun; when the app can't wait any longer, cancels it.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stop.CancelAsync();
        var all = Task.WhenAll(_running);
        try
        {
            await all.WaitAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
            await Task.WhenAny(all, Task.Delay(LastGrace, _time, CancellationToken.None));
            for (var i = 0; i < _running.Count; i++)
            {
                if (!_running[i].IsCompleted) HandlerLog.DidNotEnd(_log, _loops[i].Name);
            }
        }
    }

    public IReadOnlyList<OwedEvent> Parked(string handler, long after, int limit) => _file.Parked(handler, after, limit);

    public bool Retry(string handler, Guid id, Arrivals arrivals)
    {
        if (!_file.Release(handler, id, _time.GetUtcNow())) return false;
        _loops.Find(loop => loop.Name == handler)?.LookForDue();
        arrivals.Signal();
        return true;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _abort.Cancel();
        _file.Dispose();
    }

    private long Begin(HandlerPlan plan, long last)
    {
        var position = _file.Position(plan.Name);
        var begin = position ?? (plan.Options.StartFrom == HandlerStart.Oldest ? 0 : last);
        if (begin > last)
        {
            // Another inbox, or an older one out of a backup: what it holds was handled, what comes was not.
            HandlerLog.AnotherInbox(_log, plan.Name, last, begin);
            begin = last;
        }
        if (position != begin) _file.Save(plan.Name, begin, []);
        return begin;
    }
}
