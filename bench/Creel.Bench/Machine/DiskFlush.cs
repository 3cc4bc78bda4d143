using System.Diagnostics;

namespace Creel.Bench.Machine;

/// <summary>What one durable write costs on this disk: the floor under every acknowledgement that keeps its word.</summary>
internal static class DiskFlush
{
    private const int Writes = 300;

    /// <summary>Median and 99th percentile of appending 4 KB and <c>fdatasync</c>, in milliseconds.</summary>
    public static (double P50, double P99) Measure(string directory)
    {
        var path = Path.Combine(directory, "flush.tmp");
        var block = new byte[4096];
        var times = new double[Writes];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            for (var i = 0; i < Writes; i++)
            {
                RandomAccess.Write(file, block, (long)i * block.Length);
                var started = Stopwatch.GetTimestamp();
                if (Native.DataSync(file) != 0) throw new BenchException($"fdatasync failed on {directory}.");
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }
        File.Delete(path);
        Array.Sort(times);
        return (times[Writes / 2], times[Writes * 99 / 100]);
    }
}
