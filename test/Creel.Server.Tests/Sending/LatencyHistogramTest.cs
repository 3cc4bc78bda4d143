using Creel.Server.Sending;
using CsCheck;

namespace Creel.Server.Tests.Sending;

public sealed class LatencyHistogramTest
{
    [Fact]
    public void Percentiles_are_those_of_the_sorted_values_within_two_percent()
    {
        Gen.Long[0, 60_000_000].Array[1, 300].Select(Gen.Double[0.01, 1]).Sample((microseconds, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var value in microseconds) histogram.Add(TimeSpan.FromMicroseconds(value));
            var exact = microseconds.Order().ElementAt((int)Math.Ceiling(microseconds.Length * share) - 1);
            var found = histogram.Percentile(share).TotalMicroseconds;
            return found >= exact && found <= exact * 1.02 + 1;
        });
    }

    [Fact]
    public void The_longest_is_exact()
    {
        var histogram = new LatencyHistogram();
        foreach (var value in (int[])[5, 123_457, 99]) histogram.Add(TimeSpan.FromMicroseconds(value));

        Assert.Equal(TimeSpan.FromMicroseconds(123_457), histogram.Max);
        Assert.Equal(histogram.Max, histogram.Percentile(1));
        Assert.Equal(3, histogram.Count);
    }

    [Fact]
    public void Absurd_values_are_held_at_the_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromDays(400));
        histogram.Add(TimeSpan.FromSeconds(-1));

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        Assert.True(histogram.Max > TimeSpan.FromHours(18));
    }
}
