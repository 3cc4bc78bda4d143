using Creel.Inbox;

namespace Creel.Search;

/// <summary>
/// What was read of the latest events on this thread: the listeners of a feed ask one after the other about the same few. Held
/// weakly, because bodies may be large.
/// </summary>
internal static class RecentContent
{
    private const int Events = 256;

    [ThreadStatic]
    private static WeakReference<EventContent>?[]? s_recent;

    public static EventContent Of(KeptEvent e)
    {
        ref var place = ref (s_recent ??= new WeakReference<EventContent>?[Events])[e.Summary.Seq & (Events - 1)];
        if (place is not null && place.TryGetTarget(out var recent) && ReferenceEquals(recent.Event, e)) return recent;
        var content = new EventContent(e);
        if (place is null) place = new(content);
        else place.SetTarget(content);
        return content;
    }
}
