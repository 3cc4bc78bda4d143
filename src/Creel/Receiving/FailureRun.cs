using Creel.Senders;

namespace Creel.Receiving;

/// <summary>How near a sender is to giving us up.</summary>
internal enum SuspensionStage
{
    None,

    /// <summary>Half of the time for which it takes nothing but failures is over.</summary>
    Half,

    /// <summary>The next failures are the last ones, or nine tenths of the time are over.</summary>
    Near,

    /// <summary>It has probably given up.</summary>
    Over,
}

/// <summary>
/// Failures of a sender's requests since the last that was kept. Times are those of a clock that only goes forward.
/// </summary>
internal readonly record struct FailureRun(int Count, TimeSpan First, TimeSpan Last)
{
    /// <summary>What an answer was to a sender that counts such failures.</summary>
    /// <param name="rule">When it gives up.</param>
    /// <param name="status">What it was answered; a 408, too, comes too late for it.</param>
    public static bool Counts(SuspendsData rule, int status) => status >= 400 && rule.Of switch
    {
        "refused" => status is < 500 and not 408,
        "failed" => status is >= 500 or 408,
        _ => true,
    };

    /// <summary>The same with one more.</summary>
    public FailureRun And(SenderDelivery delivery, TimeSpan now) =>
        Count == 0 || (delivery.Suspends!.Failures is null && ByTime(delivery, now) < 1 && now > FallsSilent(delivery)) ? new(1, now, now) : this with { Count = Count + 1, Last = now };

    /// <summary>0: all is well; 1: it has probably given up.</summary>
    public double Share(SenderDelivery delivery, TimeSpan now)
    {
        if (Count == 0 || delivery.Suspends is not { } rule) return 0;
        var byCount = rule.Failures is { } most ? (double)Count / most : 0;
        return Math.Min(1, Math.Max(byCount, ByTime(delivery, now)));
    }

    public SuspensionStage Stage(SenderDelivery delivery, TimeSpan now)
    {
        var share = Share(delivery, now);
        if (share >= 1) return SuspensionStage.Over;
        if (share == 0) return SuspensionStage.None;
        // The last but one; of many, a tenth before the end: those come fast.
        if (delivery.Suspends!.Failures is { } most && Count >= Math.Min(most - 1, (int)Math.Ceiling(most * 0.9))) return SuspensionStage.Near;
        return ByTime(delivery, now) switch
        {
            >= 0.9 => SuspensionStage.Near,
            >= 0.5 => SuspensionStage.Half,
            _ => SuspensionStage.None,
        };
    }

    // A single failure is no time of nothing but failures.
    private double ByTime(SenderDelivery delivery, TimeSpan now)
    {
        if (delivery.SuspendsAfter is not { } after || Count < 2) return 0;
        var silent = FallsSilent(delivery);
        var lasted = (now < silent ? now : silent) - First;
        return lasted >= after ? 1 : now > silent ? 0 : lasted / after;
    }

    // Who sends nothing for half of its time has nothing to send, and suspends nobody for that.
    private TimeSpan FallsSilent(SenderDelivery delivery) => Last + (delivery.SuspendsAfter ?? TimeSpan.Zero) / 2;
}
