using System.Globalization;

namespace Creel.Inbox;

/// <summary>
/// Looks at the disk every second, beside receiving: says when no event may be taken, warns before the limit, and tells once
/// an hour what was deleted.
/// </summary>
internal sealed class RetentionWatch(RetentionState state, Func<DiskSpace> disk, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Deleted> _untold = [];
    private long? _told;
    private bool _nearLimit;
    private bool _failing;
    private bool _blind;

    /// <summary>Told of what was deleted, about every second. Must not throw.</summary>
    public Action<Deleted> Deleted { get; init; } = _ => { };

    /// <summary>Told what the operator must see to; null: it is said like the rest.</summary>
    public Action<string>? Warned { get; init; }

    /// <summary>Free bytes of the volume when it was looked at last; null when it could not be.</summary>
    public long? Free { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do Look();
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }

    public void Look()
    {
        LookAtDisk();
        LookAtLimit();
        LookAtFaults();
        foreach (var deleted in state.TakeDeleted())
        {
            Deleted(deleted);
            _untold[deleted.Reason] = _untold.TryGetValue(deleted.Reason, out var earlier) ? earlier.And(deleted) : deleted;
        }
        if (_untold.Count == 0 || (_told is { } told && time.GetElapsedTime(told) < TellEvery)) return;
        _told = time.GetTimestamp();
        foreach (var deleted in _untold.Values) say(Text(deleted));
        _untold.Clear();
    }

    private void Warn(string sentence) => (Warned ?? say)(sentence);

    private void LookAtDisk()
    {
        try
        {
            var space = disk();
            (Free, state.VolumeBytes, _blind) = (space.Free, space.Size, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (!_blind) Warn($"creel: free space can't be read: {e.Message}\nEvents are taken all the same; a full disk will be noticed when a write fails.");
            (Free, _blind) = (null, true);
        }
        var wasLow = state.DiskIsLow;
        var low = Free is { } free && DiskFloor.IsLow(free, wasLow);
        state.WhyRefused = low ? $"{DiskSpace.Text(Free!.Value)} are free on the volume of the inbox, and below {DiskSpace.Text(DiskFloor.Bytes)} no event is taken" : null;
        if (low == wasLow) return;
        if (low) Warn($"creel: the disk is nearly full: {state.WhyRefused}.\nSenders get 503 and should come back. Make room on the volume of the data directory, or lower retention.maxBytes; receiving goes on by itself.");
        else say("creel: there is room on the disk again; events are taken.");
    }

    // At the limit an inbox is as it should be: it says so once on the way there.
    private void LookAtLimit()
    {
        if (state.Seen is not { } seen) return;
        var share = (double)seen.Space.Live / new SpaceLimits(seen.Limit).Live;
        if (share >= 0.8 && !_nearLimit)
        {
            Warn($"creel: the inbox has reached 80 % of its limit of {DiskSpace.Text(seen.Limit)}. At the limit the oldest events are deleted; "
                + "raise retention.maxBytes or export what must stay.");
        }
        _nearLimit = share >= (_nearLimit ? 0.7 : 0.8);
    }

    private void LookAtFaults()
    {
        var fault = state.Fault;
        if (fault is not null && !_failing) Warn($"creel: old events could not be deleted: {fault.Message}\nReceiving goes on; it is tried again every half minute.");
        if (fault is null && _failing) say("creel: old events are deleted again.");
        _failing = fault is not null;
    }

    private static string Text(Deleted deleted)
    {
        var why = deleted.Reason == Inbox.Deleted.Age ? "older than retention allows" : "over the bytes that retention allows";
        return string.Create(CultureInfo.InvariantCulture,
            $"creel: deleted {deleted.Events:N0} {(deleted.Events == 1 ? "event" : "events")} {why}, received from {deleted.First:u} to {deleted.Last:u}");
    }
}
