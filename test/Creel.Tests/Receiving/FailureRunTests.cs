using Creel.Receiving;
using Creel.Senders;

namespace Creel.Tests.Receiving;

public sealed class FailureRunTests
{
    [Theory]
    [InlineData(3, 1, "None")]
    [InlineData(3, 2, "Near")]
    [InlineData(3, 3, "Over")]
    [InlineData(1, 1, "Over")]
    [InlineData(2, 1, "Near")]
    [InlineData(100, 89, "None")]
    [InlineData(100, 90, "Near")]
    [InlineData(100, 250, "Over")]
    public void Failures_in_a_row_come_near_the_limit(int limit, int failures, string stage)
    {
        var sender = new SenderDelivery { Suspends = new() { Failures = limit, Text = "" } };
        var run = Run(sender, Enumerable.Range(0, failures));
        Assert.Equal(stage, $"{run.Stage(sender, Minutes(failures))}");
        Assert.Equal(Math.Min(1, (double)failures / limit), run.Share(sender, Minutes(failures)));
        Assert.Equal(stage, $"{run.Stage(sender, TimeSpan.FromDays(30))}");
    }

    // Cradlepoint: it tries after 1, 15, 45, 90 and 120 minutes more, and then never again.
    [Theory]
    [InlineData(130, "None", 0.480)]
    [InlineData(136, "Half", 0.502)]
    [InlineData(243, "Half", 0.897)]
    [InlineData(244, "Near", 0.900)]
    [InlineData(270, "Near", 0.996)]
    [InlineData(271, "Over", 1)]
    [InlineData(100_000, "Over", 1)]
    public void A_time_of_nothing_but_failures_comes_near_the_limit_without_another_request(int now, string stage, double share)
    {
        var run = Run(Lasting(271), Tries.TakeWhile(minute => minute <= now));
        Assert.Equal(stage, $"{run.Stage(Lasting(271), Minutes(now))}");
        Assert.Equal(share, run.Share(Lasting(271), Minutes(now)), 3);
    }

    private static readonly int[] Tries = [0, 1, 16, 61, 151, 271];

    [Fact]
    public void Who_has_nothing_more_to_send_suspends_nobody_for_it()
    {
        var sender = Lasting(100);
        Assert.Equal(SuspensionStage.None, Run(sender, [0]).Stage(sender, Minutes(60)));
        var two = Run(sender, [0, 1]);
        Assert.Equal(SuspensionStage.Half, two.Stage(sender, Minutes(51)));
        Assert.Equal(SuspensionStage.None, two.Stage(sender, Minutes(52)));
        Assert.Equal(new FailureRun(1, Minutes(90), Minutes(90)), two.And(sender, Minutes(90)));
    }

    [Theory]
    [InlineData("any", 401, true)]
    [InlineData("any", 503, true)]
    [InlineData("any", 202, false)]
    [InlineData("refused", 401, true)]
    [InlineData("refused", 413, true)]
    [InlineData("refused", 408, false)]
    [InlineData("refused", 503, false)]
    [InlineData("failed", 503, true)]
    [InlineData("failed", 408, true)]
    [InlineData("failed", 401, false)]
    [InlineData("failed", 202, false)]
    public void Only_what_the_sender_counts_counts(string of, int status, bool counts) =>
        Assert.Equal(counts, FailureRun.Counts(new() { Of = of, Text = "" }, status));

    private static SenderDelivery Lasting(int minutes) => new() { Suspends = new() { After = $"{minutes}m", Text = "" }, SuspendsAfter = Minutes(minutes) };

    private static FailureRun Run(SenderDelivery sender, IEnumerable<int> minutes) => minutes.Aggregate(default(FailureRun), (run, minute) => run.And(sender, Minutes(minute)));

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
