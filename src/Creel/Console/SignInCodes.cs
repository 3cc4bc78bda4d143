namespace Creel.Console;

/// <summary>
/// Codes that sign a browser in: each works once and for ten minutes, and a few may be open at a time (the oldest makes room). Held
/// hashed, in memory only; a restart forgets them.
/// </summary>
internal sealed class SignInCodes(TimeProvider time)
{
    public const int Most = 8;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<Code> _open = [];

    public string Make()
    {
        var code = Secret.Make();
        lock (_lock)
        {
            Forget();
            if (_open.Count == Most) _open.RemoveAt(0);
            _open.Add(new(Secret.Hash(code), time.GetTimestamp()));
        }
        return code;
    }

    /// <summary>Whether the code is good. It is used up by that.</summary>
    public bool TryUse(string code)
    {
        var hash = Secret.Hash(code);
        lock (_lock)
        {
            Forget();
            Code? found = null;
            // All of them, so that the time tells nothing of where one stands.
            foreach (var one in _open) if (Secret.Same(one.Hash, hash)) found = one;
            return found is not null && _open.Remove(found);
        }
    }

    private void Forget() => _open.RemoveAll(one => time.GetElapsedTime(one.MadeAt) >= Lifetime);

    private sealed record Code(byte[] Hash, long MadeAt);
}
