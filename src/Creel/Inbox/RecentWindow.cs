using System.Runtime.InteropServices;

namespace Creel.Inbox;

/// <summary>
/// What a store's one writer remembers to decide repeats: the sender keys of their windows, and the bodies of the latest
/// events for look-alikes. In memory, because a unique index over all history slows with every event kept.
/// </summary>
/// <remarks>
/// Decisions are provisional until <see cref="Commit"/>: a batch that could not be stored is taken back by
/// <see cref="RollBack"/>, or a retry would be merged into an event that does not exist.
/// </remarks>
internal sealed class RecentWindow
{
    /// <summary>How many of the latest events are compared for look-alikes, which are a hint and may be missed.</summary>
    public const int LookAlikes = 16_384;

    private readonly Dictionary<(string Source, string Key), KeyEntry> _keys = [];
    private readonly PriorityQueue<((string Source, string Key) Key, long Seq), long> _keyExpiry = new();
    private readonly Dictionary<SourceBody, Guid> _bodies = [];
    private readonly Queue<SourceBody> _bodyOrder = new();
    private readonly List<(string Source, string Key)> _pendingKeys = [];
    private readonly List<SourceBody> _pendingBodies = [];

    private readonly record struct KeyEntry(long Seq, Guid Id, BodyHash Body, DateTimeOffset Until);

    /// <summary>Decides about one event, given the place it would get.</summary>
    public Decision Decide(NewEvent candidate, long seq)
    {
        ForgetExpiredKeys(candidate.ReceivedAt);
        var keyReused = false;
        if (candidate.SenderKey is { } senderKey)
        {
            var key = (candidate.Source, senderKey);
            var known = _keys.TryGetValue(key, out var entry) && entry.Until > candidate.ReceivedAt;
            if (known && entry.Body == candidate.BodyHash) return new Decision(entry.Seq, entry.Id, IsRepeat: true);
            keyReused = known;
            if (!known)
            {
                _pendingKeys.Add(key);
                RememberKey(key, new KeyEntry(seq, candidate.Id, candidate.BodyHash, candidate.ReceivedAt + candidate.SenderKeyWindow));
            }
        }
        var body = new SourceBody(candidate.Source, candidate.BodyHash);
        if (!RememberBody(body, candidate.Id, out var earlier)) return new Decision(seq, candidate.Id, RepeatOf: earlier, KeyReused: keyReused);
        _pendingBodies.Add(body);
        return new Decision(seq, candidate.Id, KeyReused: keyReused);
    }

    /// <summary>The batch is on disk.</summary>
    public void Commit()
    {
        _pendingKeys.Clear();
        _pendingBodies.Clear();
    }

    /// <summary>The batch is not on disk: nothing of it was ever seen.</summary>
    public void RollBack()
    {
        foreach (var key in _pendingKeys) _keys.Remove(key);
        foreach (var body in _pendingBodies) _bodies.Remove(body);
        Commit();
    }

    /// <summary>Puts back a sender key read at the start.</summary>
    public void RestoreKey(string source, string senderKey, long seq, Guid id, BodyHash body, DateTimeOffset until) =>
        RememberKey((source, senderKey), new KeyEntry(seq, id, body, until));

    /// <summary>Puts back a body read at the start, oldest first.</summary>
    public void RestoreBody(string source, BodyHash hash, Guid id)
    {
        RememberBody(new SourceBody(source, hash), id, out _);
    }

    private void RememberKey((string Source, string Key) key, KeyEntry entry)
    {
        _keys[key] = entry;
        _keyExpiry.Enqueue((key, entry.Seq), entry.Until.UtcTicks);
    }

    /// <summary>False when it is remembered already, and then of which event.</summary>
    private bool RememberBody(SourceBody body, Guid id, out Guid earlier)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_bodies, body, out var exists);
        earlier = known;
        if (exists) return false;
        known = id;
        _bodyOrder.Enqueue(body);
        if (_bodyOrder.Count > LookAlikes) _bodies.Remove(_bodyOrder.Dequeue());
        return true;
    }

    private readonly record struct SourceBody(string Source, BodyHash Body)
    {
        // A hash already; that of the source would be reckoned anew for each event.
        public override int GetHashCode() => Body.GetHashCode();
    }

    private void ForgetExpiredKeys(DateTimeOffset now)
    {
        while (_keyExpiry.TryPeek(out var oldest, out var until) && until <= now.UtcTicks)
        {
            _keyExpiry.Dequeue();
            // Its place alone does not tell: a batch that was rolled back had the same.
            if (_keys.TryGetValue(oldest.Key, out var entry) && entry.Seq == oldest.Seq && entry.Until.UtcTicks == until) _keys.Remove(oldest.Key);
        }
    }
}

/// <summary>Whether an event is new; where not, which kept event it repeats.</summary>
internal readonly record struct Decision(long Seq, Guid Id, bool IsRepeat = false, Guid? RepeatOf = null, bool KeyReused = false);
