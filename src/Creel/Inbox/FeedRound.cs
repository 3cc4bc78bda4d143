namespace Creel.Inbox;

/// <summary>One round of the feed after the other, all on its loop: each listener that waits gets its share of what is next for it.</summary>
internal sealed class FeedRound(IEventLog log, Func<EventSummary, byte[]> render, FeedPace pace, TimeProvider time)
{
    private const int PageEvents = 256;
    private const long PageBytes = 1L << 20;

    private readonly FeedRing _ring = new(pace.RingBytes);
    private int _turn;
    private long _last;

    /// <summary>Looks once at each listener. True when some of them are not at the end yet and wait for more.</summary>
    /// <exception cref="StoreUnavailableException">The log can't be read; nobody lost his place.</exception>
    public bool Run(FeedListener[] listeners, long last)
    {
        _last = last;
        if (!Array.Exists(listeners, one => _ring.Covers(one.Place)))
            _ring.Restart(listeners.Length > 0 ? listeners.Max(one => one.Place) : last);
        var started = time.GetTimestamp();
        var more = false;
        // Each time another one is first: the time may be up before the last one's turn.
        _turn++;
        for (var i = 0; i < listeners.Length; i++)
        {
            var listener = listeners[(int)((uint)(_turn + i) % listeners.Length)];
            listener.NearestBehind = Math.Min(listener.NearestBehind, _last - listener.Place);
            if (!listener.Waits || listener.Place >= _last) continue;
            var until = pace.Work * (i + 1) / listeners.Length;
            Serve(listener, (pace.EventsEach(listeners.Length), pace.BytesEach(listeners.Length)), () => time.GetElapsedTime(started) < until);
            more |= listener.Place < _last && listener.Waits;
        }
        return more;
    }

    private void Serve(FeedListener listener, (int Events, int Bytes) most, Func<bool> inTime)
    {
        var parts = new List<FeedPart>();
        var place = listener.Place;
        DropAhead(listener, parts, ref place);
        try
        {
            var bytes = 0;
            for (var looked = 0; place < _last && looked < most.Events && bytes < most.Bytes && (looked < pace.Least || inTime());)
            {
                var page = After(place, Math.Min(most.Events - looked, pace.Least));
                if (page.IsEmpty)
                {
                    Skip(parts, ref place, _last);
                    break;
                }
                foreach (var next in page)
                {
                    if (next.Seq > place + 1) Skip(parts, ref place, next.Seq - 1);
                    place = next.Seq;
                    if (!listener.Matches(next.Kept)) continue;
                    parts.Add(new(place, next.Frame));
                    bytes += next.Frame.Length;
                }
                looked += page.Length;
            }
        }
        catch (Exception e) when (e is not StoreUnavailableException)
        {
            // Its own question can't be answered: that is no reason to keep the others waiting.
            listener.Fail(e);
            return;
        }
        if (parts.Count > 0) listener.Give(new(parts, place));
        listener.Place = place;
    }

    /// <summary>Where it has fallen too far behind since it was nearest, it goes on near the end.</summary>
    private void DropAhead(FeedListener listener, List<FeedPart> parts, ref long place)
    {
        var behind = _last - place;
        if (behind - listener.NearestBehind <= pace.Behind) return;
        // Those that are dropped one after the other meet at one place, so that they need one reading of the log again.
        if (_last - _ring.To > pace.Behind / 2) _ring.Restart(_last);
        Skip(parts, ref place, Math.Max(place, _ring.To));
        listener.NearestBehind = _last - place;
    }

    private static void Skip(List<FeedPart> parts, ref long place, long to)
    {
        if (to > place) parts.Add(new(to, null, to - place));
        place = to;
    }

    private ReadOnlySpan<FeedEvent> After(long place, int limit)
    {
        if (!_ring.Covers(place)) return Read(place, limit).ToArray();
        if (place == _ring.To)
        {
            foreach (var next in Read(place, PageEvents)) _ring.Append(next);
        }
        return _ring.After(place, limit);
    }

    private IEnumerable<FeedEvent> Read(long place, int limit) =>
        log.After(place, limit, PageBytes).Select(kept => new FeedEvent(kept, render));
}
