using Creel.Server.Sending;
using CsCheck;

namespace Creel.Server.Tests.Sending;

public sealed class SendScheduleTest
{
    [Fact]
    public void A_rate_fixes_when_each_event_is_due_whatever_the_answers_do()
    {
        var schedule = SendSchedule.AtRate(200);

        Assert.Equal(TimeSpan.Zero, schedule.DueAt(0));
        Assert.Equal(TimeSpan.FromMilliseconds(5), schedule.DueAt(1));
        Assert.Equal(TimeSpan.FromSeconds(5), schedule.DueAt(1000));
    }

    [Fact]
    public void An_event_that_had_to_wait_for_room_counts_from_when_it_was_due()
    {
        var schedule = SendSchedule.AtRate(100);

        Assert.Equal(TimeSpan.FromMilliseconds(20), schedule.CountsFrom(2, sentAt: TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromMilliseconds(2980), schedule.Behind(2, sentAt: TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_timers_grain_is_not_called_behind_schedule()
    {
        Assert.Equal(TimeSpan.Zero, SendSchedule.AtRate(100).Behind(2, sentAt: TimeSpan.FromMilliseconds(28)));
    }

    [Fact]
    public void Without_a_rate_an_event_is_due_when_somebody_can_send_it()
    {
        var schedule = SendSchedule.AsFastAsAnswered;

        Assert.Equal(TimeSpan.Zero, schedule.WaitFor(1_000_000, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(3), schedule.CountsFrom(7, sentAt: TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.Zero, schedule.Behind(7, sentAt: TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void Waiting_ends_exactly_when_an_event_is_due()
    {
        Gen.Select(Gen.Double[0.01, 100_000], Gen.Long[0, 10_000_000], Gen.Long[0, TimeSpan.TicksPerDay]).Sample((rate, n, ticks) =>
        {
            var (schedule, now) = (SendSchedule.AtRate(rate), TimeSpan.FromTicks(ticks));
            var sentAt = now + schedule.WaitFor(n, now);
            return sentAt >= now && sentAt >= schedule.DueAt(n) && (sentAt == now || sentAt == schedule.DueAt(n));
        });
    }
}
