namespace Creel.Console;

/// <summary>A browser that is signed in. It ends when it was not used for a while, and some day in any case.</summary>
internal sealed class Session
{
    public static readonly TimeSpan LongestIdle = TimeSpan.FromHours(12);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended;
    private int _underWay;

    public Session(TimeProvider time)
    {
        (_time, LastUsed) = (time, time.GetTimestamp());
        _ended = new CancellationTokenSource(Longest, time);
        Ended = _ended.Token;
    }

    /// <summary>When it was used last. A request under way counts: a live view that stays open all night is being used.</summary>
    public long LastUsed { get; private set; }

    /// <summary>Ends what is still being answered.</summary>
    public CancellationToken Ended { get; }

    public bool IsOver => Ended.IsCancellationRequested || (_underWay == 0 && _time.GetElapsedTime(LastUsed) >= LongestIdle);

    /// <summary>Under the lock of <see cref="Sessions"/>, like <see cref="Leave"/>.</summary>
    public void Enter() => (_underWay, LastUsed) = (_underWay + 1, _time.GetTimestamp());

    public void Leave() => (_underWay, LastUsed) = (_underWay - 1, _time.GetTimestamp());

    public void End()
    {
        _ended.Cancel();
        _ended.Dispose();
    }
}
