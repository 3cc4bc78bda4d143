namespace Creel.Tests.Inbox;

/// <summary>A clock that a test moves: time going by, or somebody setting it.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _ticks;

    public void Pass(TimeSpan time)
    {
        _now += time;
        _ticks += time.Ticks;
    }

    public void Set(DateTimeOffset to) => _now = to;
}
