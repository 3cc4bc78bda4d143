using System.Runtime.InteropServices;

namespace Creel.Inbox;

/// <summary>
/// The latest events that were read for listeners, bounded in bytes, so that the log is read once however many they are. It has
/// every event that was in the log after one place up to another.
/// </summary>
internal sealed class FeedRing(long maxBytes)
{
    private readonly List<FeedEvent> _events = [];
    private int _first;
    private long _bytes;

    /// <summary>The place after which nothing is missing.</summary>
    public long From { get; private set; }

    /// <summary>The place up to which it was read.</summary>
    public long To { get; private set; }

    public int Count => _events.Count - _first;

    public bool Covers(long place) => place >= From && place <= To;

    public void Restart(long place)
    {
        _events.Clear();
        _events.TrimExcess();
        _first = 0;
        _bytes = 0;
        From = To = place;
    }

    /// <summary>Adds what follows <see cref="To"/>, and drops the oldest where it gets too large. The newest stays, whatever its size.</summary>
    public void Append(FeedEvent added)
    {
        _events.Add(added);
        _bytes += added.Bytes;
        To = added.Seq;
        while (_bytes > maxBytes && Count > 1)
        {
            _bytes -= _events[_first].Bytes;
            From = _events[_first].Seq;
            _events[_first++] = null!;
        }
        if (_first < 1024 || _first < _events.Count / 2) return;
        _events.RemoveRange(0, _first);
        _first = 0;
    }

    /// <summary>The next events after a place that it <see cref="Covers"/>.</summary>
    public ReadOnlySpan<FeedEvent> After(long place, int limit)
    {
        var all = CollectionsMarshal.AsSpan(_events)[_first..];
        // Places follow each other but for events that were deleted, so this is nearly always the answer.
        var at = (int)Math.Clamp(place - From, 0, all.Length);
        while (at > 0 && all[at - 1].Seq > place) at--;
        while (at < all.Length && all[at].Seq <= place) at++;
        return all.Slice(at, Math.Min(limit, all.Length - at));
    }
}
