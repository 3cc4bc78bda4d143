using System.Globalization;
using System.Runtime.InteropServices;

namespace Creel.Micro;

/// <summary>What a step costs: processor time of this thread, which other programs on the machine don't change much, and bytes allocated.</summary>
internal readonly partial record struct StepCost(double Nanoseconds, double Bytes)
{
    private const int Rounds = 15;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(20);

    /// <summary>The median of some rounds, each long enough for the clock.</summary>
    public static StepCost Of(Action step)
    {
        var count = 1;
        while (Time(step, count) < Round.TotalNanoseconds) count *= 2;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Time(step, count);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var times = Enumerable.Range(0, Rounds).Select(_ => Time(step, count)).Order().ToArray();
        return new(times[Rounds / 2] / count, (double)bytes / count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds,10:N0} ns {Bytes,8:N0} bytes");

    private static double Time(Action step, int count)
    {
        var started = ThreadNanoseconds();
        for (var i = 0; i < count; i++) step();
        return ThreadNanoseconds() - started;
    }

    private static long ThreadNanoseconds()
    {
        const int threadCpuTime = 3;
        _ = ClockGetTime(threadCpuTime, out var time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}
