namespace Creel.Inbox;

/// <summary>What to do with a refusal.</summary>
internal enum RefusalTurn
{
    /// <summary>To be kept.</summary>
    New,

    /// <summary>Counted with the one it repeats.</summary>
    Repeat,

    /// <summary>Too many at once.</summary>
    Dropped,
}

/// <summary>
/// Decides which refusals are kept and which only count, from what was refused in the last minute. In memory and bounded, so
/// that a flood costs neither disk nor the copying of headers and bodies: all of it but the first is a number.
/// </summary>
internal sealed class RefusalWindows(QuarantineBounds bounds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RefusalKey, OpenWindow> _open = [];
    private readonly Dictionary<string, int> _newByAddress = [];
    private readonly Queue<OpenWindow> _inOrder = new();
    private List<OpenWindow> _repeated = [];
    private long _second;
    private int _newInSecond;

    private sealed class OpenWindow(RefusalKey key, Guid id, string group, long since)
    {
        public RefusalKey Key => key;
        public Guid Id => id;
        public string Group => group;
        public long Since => since;
        public long Times { get; set; }
        public DateTimeOffset Last { get; set; }
    }

    /// <summary>Decides about one refusal, which gets <paramref name="id"/> if it is new.</summary>
    /// <param name="key">What it may be a repetition of.</param>
    /// <param name="id">Its id.</param>
    /// <param name="at">When it came.</param>
    /// <param name="firstRepeat">It is the first repetition since <see cref="TakeRepeats"/>: somebody must call that.</param>
    public RefusalTurn Admit(RefusalKey key, Guid id, DateTimeOffset at, out bool firstRepeat)
    {
        var now = time.GetTimestamp();
        firstRepeat = false;
        lock (_lock)
        {
            CloseOld(now);
            if (_open.TryGetValue(key, out var window))
            {
                firstRepeat = _repeated.Count == 0;
                if (window.Times++ == 0) _repeated.Add(window);
                window.Last = at;
                return RefusalTurn.Repeat;
            }
            var group = AddressGroup.Of(key.Address);
            var known = _newByAddress.GetValueOrDefault(group);
            if (known >= bounds.NewPerAddress || !FitsIntoSecond(now)) return RefusalTurn.Dropped;
            _newByAddress[group] = known + 1;
            var opened = new OpenWindow(key, id, group, now);
            _open[key] = opened;
            _inOrder.Enqueue(opened);
            return RefusalTurn.New;
        }
    }

    /// <summary>One that was new could not be kept: the next like it is new again.</summary>
    public void Forget(RefusalKey key)
    {
        lock (_lock) _open.Remove(key);
    }

    /// <summary>What was repeated since this was last called.</summary>
    public IReadOnlyList<RefusedAgain> TakeRepeats()
    {
        List<OpenWindow> taken;
        lock (_lock)
        {
            if (_repeated.Count == 0) return [];
            taken = _repeated;
            _repeated = [];
            var again = new RefusedAgain[taken.Count];
            for (var i = 0; i < again.Length; i++)
            {
                again[i] = new(taken[i].Id, taken[i].Times, taken[i].Last);
                taken[i].Times = 0;
            }
            return again;
        }
    }

    // All windows are equally long, so they close in the order in which they opened.
    private void CloseOld(long now)
    {
        while (_inOrder.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since, now) >= bounds.Window)
        {
            _inOrder.Dequeue();
            if (_open.TryGetValue(oldest.Key, out var open) && ReferenceEquals(open, oldest)) _open.Remove(oldest.Key);
            if (--_newByAddress[oldest.Group] is 0) _newByAddress.Remove(oldest.Group);
        }
    }

    // Also what bounds the memory: no more windows can be open than new ones are let in during one.
    private bool FitsIntoSecond(long now)
    {
        if (_second == 0 || time.GetElapsedTime(_second, now) >= TimeSpan.FromSeconds(1)) (_second, _newInSecond) = (now, 0);
        return _newInSecond++ < bounds.NewPerSecond;
    }
}
