namespace Creel.Inbox;

/// <summary>
/// The time, once it can be believed: a clock that was wrong for a minute must not cost what was kept for months. So age
/// means nothing for a while after a start, and after somebody set the clock.
/// </summary>
internal sealed class SettledClock
{
    public static readonly TimeSpan SettlesIn = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private DateTimeOffset _wall;
    private long _stamp;
    private long _since;

    public SettledClock(TimeProvider time)
    {
        _time = time;
        _wall = time.GetUtcNow();
        _stamp = _since = time.GetTimestamp();
    }

    /// <summary>Now; null while the clock has yet to prove itself.</summary>
    public DateTimeOffset? Now()
    {
        var stamp = _time.GetTimestamp();
        var wall = _time.GetUtcNow();
        if ((wall - (_wall + _time.GetElapsedTime(_stamp, stamp))).Duration() > Tolerance) _since = stamp;
        (_wall, _stamp) = (wall, stamp);
        return _time.GetElapsedTime(_since, stamp) >= SettlesIn ? wall : null;
    }
}
