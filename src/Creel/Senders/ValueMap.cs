using System.Collections.Frozen;
using System.Globalization;

namespace Creel.Senders;

/// <summary>A fact with a fixed set of values, and what the sender's own words for them are, in any case.</summary>
internal sealed class ValueMap<T>(FactPath[] from, IEnumerable<KeyValuePair<string, T>> words) where T : notnull
{
    private readonly FrozenDictionary<string, T> words = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public FactPath[] From { get; } = from;

    public bool TryFind(string raw, out T? value)
    {
        if (words.TryGetValue(raw, out value)) return true;
        // 3.0 and "03" mean 3.
        return decimal.TryParse(raw, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number)
            && words.TryGetValue(decimal.Truncate(number).ToString(CultureInfo.InvariantCulture), out value);
    }
}
