namespace Creel.Handling;

/// <summary>How far a handler has come: known here at once, and written a few times a second, so that an event costs no write of its own.</summary>
internal sealed class HandlerProgress(string handler, long position, HandlerFile file, TimeProvider time)
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<long, OwedEvent?> _changes = [];
    private long _position = position;
    private long _written = position;
    private long _writtenAt = time.GetTimestamp();

    /// <summary>Up to here each event is handled, or owed. Read by others too.</summary>
    public long Position => Volatile.Read(ref _position);

    public void Passed(long seq) => Volatile.Write(ref _position, seq);

    public void Owes(OwedEvent owed) => _changes[owed.Seq] = owed;

    public void OwesNoMore(long seq) => _changes[seq] = null;

    public void SaveFromTimeToTime()
    {
        if (time.GetElapsedTime(_writtenAt) >= WriteEvery) Save();
    }

    /// <exception cref="Inbox.StoreUnavailableException">Nothing was written, and nothing is forgotten.</exception>
    public void Save()
    {
        if (_written != Position || _changes.Count > 0)
        {
            file.Save(handler, Position, _changes);
            _changes.Clear();
            _written = Position;
        }
        _writtenAt = time.GetTimestamp();
    }
}
