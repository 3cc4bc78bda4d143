namespace Creel.Receiving;

/// <summary>The bytes that all bodies in flight, waiting for the disk included, may take together.</summary>
internal sealed class MemoryBudget(long capacity)
{
    private long _used;

    /// <summary>An eighth of what this process may use, between 32 and 512 MiB.</summary>
    public static long Default => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 32L << 20, 512L << 20);

    /// <summary>A share that grows as its request is read.</summary>
    public Share Open() => new(this);

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= capacity) return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    private void Return(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>What one request holds; given back as a whole.</summary>
    internal sealed class Share(MemoryBudget budget) : IDisposable
    {
        private long _held;

        /// <summary>False when the budget is spent: the sender must come back later.</summary>
        public bool TryGrow(long bytes)
        {
            if (!budget.TryTake(bytes)) return false;
            _held += bytes;
            return true;
        }

        public void Dispose()
        {
            budget.Return(_held);
            _held = 0;
        }
    }
}
