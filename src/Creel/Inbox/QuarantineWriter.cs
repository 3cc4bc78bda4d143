namespace Creel.Inbox;

/// <summary>
/// The one way into the quarantine. Callers only put into a bounded queue; a thread of its own writes, a few times a second.
/// Whatever happens to that disk, whoever was refused has his answer already and nobody else notices.
/// </summary>
internal sealed class QuarantineWriter : IDisposable
{
    private const int LargestBatch = 1 << 20;

    /// <summary>Nobody looks sooner, and what gathers meanwhile is one transaction.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly IQuarantineStore _store;
    private readonly QuarantineBounds _bounds;
    private readonly QuarantineObserver _observer;
    private readonly RefusalWindows _windows;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly Queue<RefusedRequest> _queue = new();
    private readonly AutoResetEvent _wake = new(initialState: true);
    private readonly ManualResetEventSlim _stop = new();
    private long _queuedBytes;
    private bool _failing;
    private bool _unexplained;

    public QuarantineWriter(IQuarantineStore store, QuarantineBounds bounds, QuarantineObserver observer, TimeProvider time)
    {
        (_store, _bounds, _observer) = (store, bounds, observer);
        _windows = new RefusalWindows(bounds, time);
        _thread = new Thread(Run) { IsBackground = true, Name = "creel-quarantine" };
        _thread.Start();
    }

    /// <summary>Whether a refusal is one to be kept; a repetition is counted, and so is one too many.</summary>
    public bool Wants(RefusalKey key, Guid id, DateTimeOffset at)
    {
        var turn = _windows.Admit(key, id, at, out var firstRepeat);
        if (firstRepeat) _wake.Set();
        if (turn == RefusalTurn.Repeat) _observer.Coalesced();
        if (turn == RefusalTurn.Dropped) _observer.Dropped(1);
        return turn == RefusalTurn.New;
    }

    /// <summary>Hands over one that was wanted. Never waits: what does not fit is dropped and counted.</summary>
    public void Add(RefusedRequest refused)
    {
        lock (_lock)
        {
            if (!_stop.IsSet && _queue.Count < _bounds.QueuedRows && _queuedBytes + refused.Weight <= _bounds.QueuedBytes)
            {
                _queue.Enqueue(refused);
                _queuedBytes += refused.Weight;
                _wake.Set();
                return;
            }
        }
        Drop(refused.Key);
    }

    /// <summary>One that was wanted could not be handed over.</summary>
    public void Drop(RefusalKey key)
    {
        _windows.Forget(key);
        _observer.Dropped(1);
    }

    /// <summary>Writes what waits, and ends; a disk that hangs is not waited for.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stop.IsSet) return;
            _stop.Set();
        }
        _wake.Set();
        // The events are left to the collector: a thread that hangs in the disk, or a request that is still ending, may use them yet.
        _thread.Join(StopWithin);
    }

    private void Run()
    {
        bool last;
        do
        {
            _wake.WaitOne();
            _stop.Wait(Gather);
            // Nothing is taken once it is set, so what waits now is all there will be.
            last = _stop.IsSet;
            try
            {
                while (WriteBatch())
                {
                }
            }
            catch (Exception e)
            {
                // Reported once; the next refusal tries again, and the pause above keeps a broken disk from being tried all the time.
                if (!_failing) _observer.Failed(e);
                _failing = true;
            }
        }
        while (!last);
    }

    /// <summary>Writes some of what waits; false when nothing is left. With nothing to write it still opens the store.</summary>
    private bool WriteBatch()
    {
        var batch = TakeBatch(out var more).ConvertAll(Explained);
        try
        {
            _store.Write(batch, _windows.TakeRepeats());
        }
        catch
        {
            foreach (var lost in batch) _windows.Forget(lost.Key);
            if (batch.Count > 0) _observer.Dropped(batch.Count);
            throw;
        }
        if (_failing) _observer.Recovered();
        _failing = false;
        if (batch.Count > 0) _observer.Kept(batch.Count);
        return more;
    }

    // What can't be explained keeps the words that it came with; who stops does not wait for explanations.
    private RefusedRequest Explained(RefusedRequest refused)
    {
        if (refused.Explain is not { } explain) return refused;
        try
        {
            return refused with { Explain = null, Explanation = _stop.IsSet ? null : explain() };
        }
        catch (Exception e)
        {
            if (!_unexplained) _observer.Unexplained(e);
            _unexplained = true;
            return refused with { Explain = null };
        }
    }

    private List<RefusedRequest> TakeBatch(out bool more)
    {
        var batch = new List<RefusedRequest>();
        var bytes = 0;
        lock (_lock)
        {
            while (bytes < LargestBatch && _queue.TryDequeue(out var refused))
            {
                batch.Add(refused);
                bytes += refused.Weight;
            }
            _queuedBytes -= bytes;
            more = _queue.Count > 0;
        }
        return batch;
    }
}
