using System.Diagnostics;
using System.Text.RegularExpressions;
using Creel.Faults;
using Creel.Faults.Disk;

namespace Creel.Tests.Faults;

/// <summary>
/// Store and writer on a disk that loses power, fails and forgets (<c>test/Creel.Faults</c>). The seeds are those of
/// bench/faults.sh, only fewer; every one that ever found something is among them.
/// </summary>
public sealed partial class SimulatedDiskTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(376, 1)]
    [InlineData(640, 1)]
    [InlineData(1620, 1)]
    [InlineData(1869, 1)]
    [InlineData(2202, 1)]
    [InlineData(102204, 1)]
    public void Has_what_it_acknowledged_after_losses_of_power_kills_and_failing_calls_in_any_order(int first, int count)
    {
        var (exit, said) = Run(first, count);
        Assert.True(exit == 0, said);
        var summed = Summary().Match(said);
        Assert.True(summed.Success, said);
        Assert.True(int.Parse(summed.Groups[1].Value) >= count, said);
        Assert.True(int.Parse(summed.Groups[2].Value) > 0, said);
    }

    /// <summary>The test of the test: where flushes are acknowledged and not done, events are lost, and it says so.</summary>
    [Fact]
    public void Finds_what_a_disk_lost_that_only_says_it_flushed()
    {
        var (exit, said) = Run(1, 8, "lying");
        Assert.Equal(1, exit);
        Assert.Matches(@"\d+ were acknowledged, \d+ are there|is damaged|can't be opened", said);
        Assert.Matches("[1-8] seeds broken", said);
    }

    private static (int Exit, string Said) Run(int first, int count, params string[] more)
    {
        Assert.SkipUnless(SimulatedDisk.Missing is null, SimulatedDisk.Missing ?? "");
        var program = Path.Combine(AppContext.BaseDirectory, typeof(StoreRounds).Assembly.GetName().Name!);
        using var run = Process.Start(new ProcessStartInfo(program, [first.ToString(), count.ToString(), .. more]) { RedirectStandardOutput = true })!;
        var said = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return (run.ExitCode, said);
    }

    [GeneratedRegex(@"(\d+) power losses.* (\d+) sectors lost; \d+ acknowledged")]
    private static partial Regex Summary();
}
