using System.Net;
using Creel.Inbox;

namespace Creel.Receiving;

/// <summary>
/// Counts the refused credentials of each address, to tell one that guesses from one that mistyped. Bounded, and forgotten
/// within two minutes: what is full or old makes room by dropping the older half.
/// </summary>
internal sealed class FailingAddresses(TimeProvider time)
{
    /// <summary>So many are answered at once: a person who sets a sender up tries a few times.</summary>
    public const int Free = 10;

    internal const int MostAddresses = 4_096;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Dictionary<IPAddress, int> _now = [];
    private Dictionary<IPAddress, int> _before = [];
    private long _began = time.GetTimestamp();

    /// <summary>Notes a failure, and says how long its answer is held back.</summary>
    public TimeSpan Failed(IPAddress address)
    {
        var key = AddressGroup.Of(address);
        lock (_gate)
        {
            var age = time.GetElapsedTime(_began);
            if (age >= Window * 2) _now.Clear();
            if (age >= Window || (_now.Count >= MostAddresses && !_now.ContainsKey(key))) BeginAnew();
            var count = _now[key] = _now.GetValueOrDefault(key) + 1;
            return Delay(count + _before.GetValueOrDefault(key));
        }
    }

    /// <summary>Addresses that are remembered.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _now.Count + _before.Count;
        }
    }

    /// <summary>A quarter of a second after the free ones, doubled with every ten more, two seconds at most.</summary>
    internal static TimeSpan Delay(int failures) => failures <= Free
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(2, 0.25 * (1 << Math.Min(3, (failures - Free - 1) / 10))));

    private void BeginAnew()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        _began = time.GetTimestamp();
    }
}
