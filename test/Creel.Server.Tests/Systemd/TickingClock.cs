namespace Creel.Server.Tests.Systemd;

/// <summary>A clock that moves when the test says so, and whose one timer is due then.</summary>
internal sealed class TickingClock : TimeProvider
{
    private TimerCallback _due = _ => { };
    private object? _state;
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        (_due, _state) = (callback, state);
        return new Nothing();
    }

    public void Tick(TimeSpan passed)
    {
        Interlocked.Add(ref _now, passed.Ticks);
        _due(_state);
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
