namespace Creel.Console;

/// <summary>Counts failures of everybody together, a window at a time: more than a few a minute is somebody who tries.</summary>
internal sealed class AttemptLimit(int most, TimeSpan window, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _since = time.GetTimestamp();
    private int _failed;

    /// <summary>Counts one; how long to wait when it was one too many, else null.</summary>
    public TimeSpan? Failed()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= window) (_since, _failed) = (time.GetTimestamp(), 0);
            return ++_failed > most ? window - time.GetElapsedTime(_since) : null;
        }
    }
}
