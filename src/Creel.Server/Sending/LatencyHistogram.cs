using System.Numerics;

namespace Creel.Server.Sending;

/// <summary>
/// Latencies in buckets that grow with the value: any number of them in 16 KB, each within 1.6 % of the truth. Safe for many threads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private const int HighestBit = 36; // 2^36 microseconds: 19 hours

    private readonly long[] buckets = new long[(HighestBit - SubBits + 2) * SubBuckets];
    private long maxMicroseconds;
    private long count;

    public long Count => Volatile.Read(ref count);

    public TimeSpan Max => TimeSpan.FromMicroseconds(Volatile.Read(ref maxMicroseconds));

    public void Add(TimeSpan latency)
    {
        var microseconds = Math.Clamp((long)latency.TotalMicroseconds, 0, (1L << HighestBit) - 1);
        Interlocked.Increment(ref buckets[BucketOf(microseconds)]);
        Interlocked.Increment(ref count);
        var seen = Volatile.Read(ref maxMicroseconds);
        while (microseconds > seen)
        {
            var before = Interlocked.CompareExchange(ref maxMicroseconds, microseconds, seen);
            if (before == seen) break;
            seen = before;
        }
    }

    /// <summary>The latency that the given share (0 to 1) of all stayed within; zero when there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * share));
        var passed = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            passed += Volatile.Read(ref buckets[i]);
            if (passed >= wanted) return TimeSpan.FromMicroseconds(Math.Min(HighestIn(i), Volatile.Read(ref maxMicroseconds)));
        }
        return Max;
    }

    // Values below 64 have a bucket each; above, each doubling is cut into 64.
    private static int BucketOf(long microseconds)
    {
        if (microseconds < SubBuckets) return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - SubBits;
        return ((shift + 1) << SubBits) + (int)((microseconds >> shift) - SubBuckets);
    }

    private static long HighestIn(int bucket)
    {
        if (bucket < SubBuckets) return bucket;
        var shift = (bucket >> SubBits) - 1;
        return ((SubBuckets + (long)(bucket & (SubBuckets - 1)) + 1) << shift) - 1;
    }
}
