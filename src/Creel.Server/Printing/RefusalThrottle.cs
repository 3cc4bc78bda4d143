using Creel.Inbox;
using Creel.Receiving;

namespace Creel.Server.Printing;

/// <summary>
/// Limits the lines that refused requests of one address may cause: the first ones are what helps; a scanner's ten
/// thousandth is noise, and would hide the others.
/// </summary>
internal sealed class RefusalThrottle(TimeProvider time)
{
    private const int LinesAMinute = 20;
    private const int MostAddresses = 1_024;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, int> _lines = [];
    private long _began = time.GetTimestamp();
    private long _hidden;
    private string? _loudest;

    /// <summary>Whether to print it; now and then also what was hidden before.</summary>
    public bool Allows(RequestOutcome outcome, out string? summary)
    {
        summary = null;
        if (time.GetElapsedTime(_began) >= Minute) summary = BeginAnew();
        if (outcome.Status is >= 200 and < 300) return true;
        var address = AddressGroup.Of(outcome.RemoteAddress);
        if (_lines.Count >= MostAddresses && !_lines.ContainsKey(address)) address = "others";
        var count = _lines.GetValueOrDefault(address);
        _lines[address] = count + 1;
        if (count < LinesAMinute) return true;
        _hidden++;
        _loudest = outcome.RemoteAddress;
        return false;
    }

    private string? BeginAnew()
    {
        var summary = _hidden == 0 ? null : $"… {_hidden:N0} more refused requests in the last minute were not shown, the latest from {_loudest}.";
        _lines.Clear();
        _began = time.GetTimestamp();
        (_hidden, _loudest) = (0, null);
        return summary;
    }
}
