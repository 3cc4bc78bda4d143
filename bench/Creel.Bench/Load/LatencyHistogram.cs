using System.Diagnostics;
using System.Numerics;

namespace Creel.Bench.Load;

/// <summary>Latencies in microseconds, each power of two in 64 steps: at most 1.6 % off, one increment to record.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[Steps * 40];

    public void Record(long stopwatchTicks)
    {
        var micros = stopwatchTicks * 1_000_000 / Stopwatch.Frequency;
        Interlocked.Increment(ref _counts[Math.Min(Bucket(micros), _counts.Length - 1)]);
    }

    public double PercentileMs(double percentile)
    {
        var total = _counts.Sum();
        if (total == 0) return 0;
        var wanted = (long)Math.Ceiling(total * percentile / 100);
        long seen = 0;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted) return UpperMicros(bucket) / 1000.0;
        }
        return UpperMicros(_counts.Length - 1) / 1000.0;
    }

    /// <summary>How many took longer.</summary>
    public long Over(TimeSpan time)
    {
        long over = 0;
        for (var bucket = Bucket((long)time.TotalMicroseconds) + 1; bucket < _counts.Length; bucket++) over += _counts[bucket];
        return over;
    }

    private static int Bucket(long micros)
    {
        if (micros < Steps) return (int)Math.Max(micros, 0);
        var shift = BitOperations.Log2((ulong)micros) - StepBits;
        return (shift + 1) * Steps + (int)((micros >> shift) - Steps);
    }

    private static long UpperMicros(int bucket)
    {
        if (bucket < Steps) return bucket;
        var shift = bucket / Steps - 1;
        return ((long)(bucket % Steps + Steps + 1) << shift) - 1;
    }
}
