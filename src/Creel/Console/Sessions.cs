namespace Creel.Console;

/// <summary>
/// The browsers that are signed in. In memory only: a restart signs all out. Found by the hash of the cookie's value, so that neither
/// the time nor a look into memory tells one.
/// </summary>
internal sealed class Sessions(TimeProvider time)
{
    public const int Most = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _open = [];

    /// <summary>Begins one and gives the cookie's value. Where there are many, the one that was used least recently makes room.</summary>
    public string Begin()
    {
        var id = Secret.Make();
        var ended = new List<Session>();
        lock (_lock)
        {
            foreach (var (key, over) in _open.Where(one => one.Value.IsOver).ToList()) Drop(key, over, ended);
            if (_open.Count >= Most)
            {
                var (key, oldest) = _open.MinBy(one => one.Value.LastUsed);
                Drop(key, oldest, ended);
            }
            _open.Add(Key(id), new Session(time));
        }
        foreach (var session in ended) session.End();
        return id;
    }

    /// <summary>The session of a cookie, in use until that is disposed of; null when there is none, or no more.</summary>
    public SessionUse? Enter(string id)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(Key(id), out var session) || session.IsOver) return null;
            session.Enter();
            return new(session, () =>
            {
                lock (_lock) session.Leave();
            });
        }
    }

    /// <summary>Signs out; what that browser is being sent at the moment ends too.</summary>
    public void End(string id)
    {
        Session? session;
        lock (_lock) _open.Remove(Key(id), out session);
        session?.End();
    }

    private void Drop(string key, Session session, List<Session> ended)
    {
        _open.Remove(key);
        ended.Add(session);
    }

    private static string Key(string id) => Convert.ToBase64String(Secret.Hash(id));
}

/// <summary>A request of somebody who is signed in.</summary>
internal sealed class SessionUse(Session session, Action leave) : IDisposable
{
    private CancellationTokenRegistration _end;

    /// <summary>Has the request end with the session.</summary>
    public void EndsBy(Action abort) => _end = session.Ended.Register(abort);

    public void Dispose()
    {
        _end.Dispose();
        leave();
    }
}
