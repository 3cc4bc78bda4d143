namespace Creel.Search;

/// <summary>What was probably meant by a name that does not exist.</summary>
internal static class NearestName
{
    /// <summary>Null when none is near: a bad guess helps less than the list.</summary>
    public static string? Of(string name, IEnumerable<string> all)
    {
        (string Name, int Distance)[] near = [.. all.Select(one => (one, EditDistance.Between(name, one))).OrderBy(one => one.Item2)];
        if (near is [var first, ..] && first.Distance <= Math.Max(1, (Math.Min(name.Length, first.Name.Length) + 1) / 3)) return first.Name;
        return near.FirstOrDefault(one => IsPart(name, one.Name)).Name;
    }

    private static bool IsPart(string name, string known) =>
        name.Length >= 3 && (known.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(known, StringComparison.OrdinalIgnoreCase)) && known.Length >= 3;
}
