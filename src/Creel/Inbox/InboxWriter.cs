namespace Creel.Inbox;

/// <summary>
/// The one way into the inbox. A dedicated thread takes everything that waits and gives it to the store as one transaction:
/// while one batch is on its way to the disk the next one gathers, so the cost of an fsync is shared by all who wait.
/// </summary>
internal sealed class InboxWriter : IDisposable
{
    /// <summary>How many events may wait; beyond it senders are told to come back. Their bytes are bounded by the memory budget of receiving.</summary>
    public const int QueueCapacity = 16_384;

    private const int LargestBatch = 1_024;

    /// <summary>An event that waits longer than this makes <see cref="IsHealthy"/> false.</summary>
    public static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan GatherAtMost = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);

    private readonly IEventStore _store;
    private readonly InboxObserver _observer;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Queue<Waiting> _queue = new();

    // How many events must wait for the writer to be woken; 0: it is awake.
    private int _enough;

    // About how many senders are at work at once: those of the last batch, and those that came while it was written.
    private int _senders;
    private bool _closed;
    private volatile bool _failing;
    private long _busySince;
    private long _taken;
    private TimeSpan _tendAgain;

    private sealed class Waiting(NewEvent added) : TaskCompletionSource<Appended>
    {
        public NewEvent Event { get; } = added;
        public Appended Result { get; set; }
    }

    /// <summary>
    /// Answers those whose events are on disk, several in one work item of the thread pool: an item each would wake a thread
    /// each, and that costs more than what is to be done.
    /// </summary>
    private sealed class Release(Waiting[] kept) : IThreadPoolWorkItem
    {
        public const int Size = 32;

        public void Execute()
        {
            foreach (var waiting in kept) waiting.SetResult(waiting.Result);
        }
    }

    public InboxWriter(IEventStore store, InboxObserver observer, TimeProvider time)
    {
        (_store, _observer, _time) = (store, observer, time);
        _thread = new Thread(Run) { IsBackground = true, Name = "creel-inbox" };
        _thread.Start();
    }

    /// <summary>Says when the disk is too full to take more; null: it never is.</summary>
    public RetentionState? Space { get; init; }

    public int QueueDepth
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    /// <summary>How many events came to the store since the start, whatever became of them.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>False while the store fails or a batch has been stuck for <see cref="StallAfter"/>.</summary>
    public bool IsHealthy => WhyUnhealthy is null;

    /// <summary>Why it is not healthy, in words for an operator; null when it is.</summary>
    public string? WhyUnhealthy =>
        _failing ? "the inbox can't be written"
        : Space?.WhyRefused is { } full ? full
        : BusyFor >= StallAfter ? $"a write to the disk has taken more than {StallAfter.TotalSeconds:0} s"
        : null;

    /// <summary>How long the writer has been at the batch, the try or the tidying that it is at now; zero while it waits for something to do.</summary>
    public TimeSpan BusyFor => Volatile.Read(ref _busySince) is > 0 and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Completes when the event is on disk. It is not cancellable: what was handed over is kept even if the sender leaves.</summary>
    /// <exception cref="StoreUnavailableException">It was not kept: the queue is full, the store failed, or the server is ending.</exception>
    public Task<Appended> KeepAsync(NewEvent added)
    {
        if (Space?.WhyRefused is { } why) throw new StoreUnavailableException(why) { Reason = "disk nearly full" };
        var waiting = new Waiting(added);
        bool wake;
        lock (_lock)
        {
            if (_closed) throw new StoreUnavailableException("the server is stopping");
            if (_queue.Count >= QueueCapacity) throw new StoreUnavailableException("the inbox queue is full");
            _queue.Enqueue(waiting);
            wake = _enough > 0 && _queue.Count >= _enough;
            if (wake) _enough = 0;
        }
        if (wake) _wake.Set();
        return waiting.Task;
    }

    /// <summary>Takes no more events, keeps those that wait, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
        }
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        try
        {
            var batch = new List<Waiting>(LargestBatch);
            while (TakeBatch(batch))
            {
                if (batch.Count > 0) Keep(batch);
                else if (_failing) Probe();
                Tend(idle: batch.Count == 0);
                _senders = Math.Max(_senders * 7 / 8, batch.Count + QueueDepth);
                Gather();
            }
        }
        catch (Exception e)
        {
            // Without this thread nothing could be kept. Better no server than one that only seems to receive.
            _observer.WriterDied(e);
        }
    }

    /// <summary>
    /// An fsync costs as much processor time as twenty events. So where many senders are at work the batch waits for half of
    /// them, as long as the others are being answered anyway; a sender that is alone never waits.
    /// </summary>
    private void Gather()
    {
        lock (_lock)
        {
            if (_closed || _queue.Count >= _senders / 2) return;
            _enough = _senders / 2;
        }
        _wake.WaitOne(GatherAtMost);
    }

    /// <summary>Waits for events. False when the writer is closed and nothing waits; an empty batch when it is time to probe.</summary>
    private bool TakeBatch(List<Waiting> batch)
    {
        batch.Clear();
        Volatile.Write(ref _busySince, 0);
        while (true)
        {
            lock (_lock)
            {
                _enough = 0;
                while (batch.Count < LargestBatch && _queue.TryDequeue(out var waiting)) batch.Add(waiting);
                if (batch.Count > 0)
                {
                    Volatile.Write(ref _busySince, _time.GetTimestamp());
                    return true;
                }
                if (_closed) return false;
                _enough = 1;
            }
            if (!_wake.WaitOne(_failing ? ProbeEvery : _tendAgain)) return true;
        }
    }

    private void Keep(List<Waiting> batch)
    {
        Appended[] appended;
        Volatile.Write(ref _taken, _taken + batch.Count);
        try
        {
            appended = _store.Append(batch.ConvertAll(waiting => waiting.Event));
        }
        catch (Exception e)
        {
            Failed(e);
            var reason = e as StoreUnavailableException ?? new StoreUnavailableException("the inbox failed", e);
            ThreadPool.UnsafeQueueUserWorkItem(failed =>
            {
                foreach (var waiting in failed) waiting.SetException(reason);
            }, batch.ToArray(), preferLocal: false);
            return;
        }
        Recovered();
        _observer.BatchKept(appended);
        for (var i = 0; i < batch.Count; i++) batch[i].Result = appended[i];
        for (var i = 0; i < batch.Count; i += Release.Size)
            ThreadPool.UnsafeQueueUserWorkItem(new Release([.. batch[i..Math.Min(i + Release.Size, batch.Count)]]), preferLocal: false);
    }

    // Those just kept are being answered meanwhile, and the next batch gathers.
    private void Tend(bool idle)
    {
        if (idle) Volatile.Write(ref _busySince, _time.GetTimestamp());
        _tendAgain = _store.Tend(idle);
    }

    private void Probe()
    {
        Volatile.Write(ref _busySince, _time.GetTimestamp());
        try
        {
            _store.Probe();
            Recovered();
        }
        catch (StoreUnavailableException)
        {
            // Still failing: said once, when it began.
        }
    }

    private void Failed(Exception e)
    {
        if (!_failing) _observer.StoreFailed(e);
        _failing = true;
    }

    private void Recovered()
    {
        if (_failing) _observer.StoreRecovered();
        _failing = false;
    }
}
