using Creel.Handling;
using CsCheck;

namespace Creel.Tests.Handling;

public sealed class RetryDelayTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    [Fact]
    public void Doubles_until_the_longest()
    {
        Assert.Equal([1, 2, 4, 8, 3600, 3600], new[] { 1, 2, 3, 4, 13, 10_000 }.Select(failed => RetryDelay.After(failed, First, Longest, 0).TotalSeconds));
    }

    [Fact]
    public void By_default_it_takes_about_a_day_until_an_event_is_parked()
    {
        var options = new HandlerOptions();
        var all = Enumerable.Range(1, options.MaxAttempts - 1).Sum(failed => RetryDelay.After(failed, options.FirstDelay, options.LongestDelay, 0.5).TotalHours);
        Assert.InRange(all, 20, 28);
    }

    [Fact]
    public void Chance_takes_off_a_fifth_at_most() => Gen.Select(Gen.Int[1, 10_000], Gen.Double[0, 1]).Sample((failed, chance) =>
    {
        var (delay, whole) = (RetryDelay.After(failed, First, Longest, chance), RetryDelay.After(failed, First, Longest, 0));
        return delay <= whole && delay >= whole * 0.8 - TimeSpan.FromTicks(1);
    });
}
