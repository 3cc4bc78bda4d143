namespace Creel.Search;

/// <summary>What was probably meant by a name that does not exist.</summary>
internal static class NearestName
{
    /// <summary>Null when none is near: a bad guess helps less than the list.</summary>
    public static string? Of(string name, IEnumerable<string> all)
    {
        var near = all.Select(one => (Name: one, Distance: EditDistance.Between(name, one))).DefaultIfEmpty(("", int.MaxValue)).MinBy(one => one.Item2);
        return near.Item2 <= Math.Max(1, (Math.Min(name.Length, near.Item1.Length) + 1) / 3) || IsPart(name, near.Item1) ? near.Item1 : null;
    }

    private static bool IsPart(string name, string known) =>
        name.Length >= 3 && (known.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(known, StringComparison.OrdinalIgnoreCase)) && known.Length >= 3;
}
