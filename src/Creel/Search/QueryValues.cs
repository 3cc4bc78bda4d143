using System.Globalization;
using System.Net;

namespace Creel.Search;

/// <summary>Reads the values of keys that don't take just any text.</summary>
internal static class QueryValues
{
    /// <summary>One of a few words. With a star: those that begin so.</summary>
    public static QueryNode Word(QueryValue value, string[] words, Func<int, QueryNode> term)
    {
        var found = Enumerable.Range(0, words.Length).Where(i => value.Pattern.Matches(words[i])).Select(term).ToArray();
        return found.Length switch
        {
            0 => throw value.Wrong($"`{value.Text}` is not a value of this key.", NearestName.Of(value.Text, words) is { } near
                ? $"Did you mean {near}?" : $"It takes {string.Join(", ", words)}."),
            1 => found[0],
            _ => new AnyOf(found),
        };
    }

    public static QueryNode Number(QueryValue value, NumberFact fact)
    {
        var (comparison, length) = value.Text switch
        {
            ['<', '=', ..] => (Comparison.LessOrEqual, 2),
            ['>', '=', ..] => (Comparison.GreaterOrEqual, 2),
            ['<', ..] => (Comparison.Less, 1),
            ['>', ..] => (Comparison.Greater, 1),
            ['=', ..] => (Comparison.Equal, 1),
            _ => (Comparison.Equal, 0),
        };
        if (value.IsPrefix || !long.TryParse(value.Text.AsSpan(length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw value.Wrong($"`{value.Text}` is no number.", fact == NumberFact.Level
                ? "Write level:1 (critical) to level:5 (info), or level:<=2; words go with severity:."
                : "Write a whole number, with <, <=, > or >= before it where it is a limit.");
        return new NumberTerm(fact, comparison, number);
    }

    /// <summary>An address, a network, or with a star the beginning of addresses.</summary>
    public static QueryNode Address(QueryValue value)
    {
        if (value.IsPrefix) return new TextTerm(TextFact.RemoteAddress, value.Pattern);
        // The framework takes 10.1 for 10.0.0.1; who writes it here means something else.
        if (IPAddress.TryParse(value.Text, out var address) && (value.Text.Contains(':') || value.Text.Count(c => c == '.') == 3))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return new TextTerm(TextFact.RemoteAddress, new TextPattern(plain.ToString(), IsPrefix: false));
        }
        return IPNetwork.TryParse(value.Text, out var network)
            ? new NetworkTerm(network)
            : throw value.Wrong($"`{value.Text}` is no address.", "Write one (192.0.2.7), a network (192.0.2.0/24) or the beginning of some (192.0.2.*).");
    }

    public static QueryNode Id(QueryValue value)
    {
        const string zeros = "00000000-0000-0000-0000-000000000000";
        if (!value.IsPrefix && Guid.TryParseExact(value.Text, "D", out var id)) return new IdTerm(id);
        if (value.IsPrefix && value.Text.Length < zeros.Length && Guid.TryParseExact(value.Text + zeros[value.Text.Length..], "D", out _))
            return new IdPrefixTerm(value.Text.ToLowerInvariant());
        throw value.Wrong($"`{value.Text}` is no event's id.", "An id looks like 01890a5d-ac96-774b-bcce-b302099a8057; of the beginning of one write id:01890a5d*.");
    }
}
