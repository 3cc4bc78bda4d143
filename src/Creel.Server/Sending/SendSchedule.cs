namespace Creel.Server.Sending;

/// <summary>
/// When each event is due, counted from the start. With a rate the schedule stands whatever the answers do (open loop): a
/// receiver that stalls does not slow the sender down, and what had to wait is counted as waiting.
/// </summary>
internal sealed class SendSchedule
{
    // A timer wakes up to a millisecond or two late: below this an event counts as on time.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    private readonly double ticksBetween;

    private SendSchedule(double? perSecond)
    {
        PerSecond = perSecond;
        ticksBetween = perSecond is { } rate ? TimeSpan.TicksPerSecond / rate : 0;
    }

    /// <summary>Each event as soon as there is room for it.</summary>
    public static SendSchedule AsFastAsAnswered { get; } = new(null);

    public static SendSchedule AtRate(double perSecond) => new(perSecond);

    public double? PerSecond { get; }

    public bool IsOpenLoop => PerSecond is not null;

    /// <summary>When event <paramref name="n"/> (from 0) is due; null when it is due as soon as somebody can send it.</summary>
    public TimeSpan? DueAt(long n) => IsOpenLoop ? TimeSpan.FromTicks((long)Math.Min(n * ticksBetween, long.MaxValue / 2d)) : null;

    /// <summary>How long to wait before sending; zero when it is due already.</summary>
    public TimeSpan WaitFor(long n, TimeSpan now) => DueAt(n) is { } due && due > now ? due - now : TimeSpan.Zero;

    /// <summary>The moment from which event <paramref name="n"/>'s latency counts: when it should have been sent, not when there was room for it.</summary>
    public TimeSpan CountsFrom(long n, TimeSpan sentAt) => DueAt(n) ?? sentAt;

    /// <summary>How far behind its schedule an event was sent; zero when that is within a timer's grain.</summary>
    public TimeSpan Behind(long n, TimeSpan sentAt) =>
        DueAt(n) is { } due && sentAt - due > Grain ? sentAt - due : TimeSpan.Zero;
}
