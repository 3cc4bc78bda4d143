using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>What became other, in words. (Whether credentials changed is not told apart: only their hashes are there.)</summary>
internal static class ConfigChange
{
    private const int MostNames = 10;

    public static string Describe(IReadOnlyList<Source> before, IReadOnlyList<Source> after)
    {
        var old = before.Select(source => source.Name).ToHashSet();
        var now = after.Select(source => source.Name).ToHashSet();
        var text = $"{after.Count} source{(after.Count == 1 ? "" : "s")}";
        if (Names(now.Except(old)) is { } added) text += $", new: {added}";
        if (Names(old.Except(now)) is { } gone) text += $", gone: {gone}";
        return text + ".";
    }

    private static string? Names(IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        if (all.Count == 0) return null;
        return string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }
}
