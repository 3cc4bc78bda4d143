namespace Creel.Faults;

/// <summary>A clock that goes where the test puts it, backwards too.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private long _now = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public void Step(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
}
