using YamlDotNet.Core;

namespace Creel.Configuration;

/// <summary>The parser's errors in words for people. (It never repeats what stands in the file, so no secret either.)</summary>
internal static class YamlFaults
{
    /// <summary>The parser says of a tab where the block began, not where the tab is.</summary>
    public static ConfigPlace PlaceOf(YamlException e, string text)
    {
        if (!IsTab(e)) return new((int)e.Start.Line, (int)e.Start.Column, "");
        var lines = text.Split('\n');
        for (var i = (int)Math.Max(0, e.Start.Line - 1); i < lines.Length; i++)
        {
            var indentation = lines[i].AsSpan(0, lines[i].Length - lines[i].TrimStart(' ', '\t').Length);
            if (indentation.IndexOf('\t') is >= 0 and var tab) return new(i + 1, tab + 1, "");
        }
        return new((int)e.Start.Line, (int)e.Start.Column, "");
    }

    public static string What(YamlException e)
    {
        if (IsTab(e)) return "a tab can't indent.";
        var said = e.Message.TrimEnd('.');
        var comma = said.StartsWith("While ", StringComparison.Ordinal) ? said.IndexOf(',') : -1;
        return $"this is not valid YAML: {said[(comma + 1)..].Trim()}.";
    }

    public static string Remedy(YamlException e) => e.Message switch
    {
        _ when IsTab(e) => "Use spaces.",
        var said when said.Contains("invalid mapping", StringComparison.Ordinal) => "Put a text that holds `: ` into quotes.",
        var said when said.Contains("cannot start any token", StringComparison.Ordinal) => "Put a text that begins with one of @ ` % into quotes.",
        var said when said.Contains("escape", StringComparison.Ordinal) => "In double quotes a backslash begins an escape; use single quotes.",
        var said when said.Contains("levels", StringComparison.Ordinal) => "No key of Creel's lies that deep.",
        _ => "Look at indentation, quotes and brackets here and in the lines above.",
    };

    private static bool IsTab(YamlException e) => e.Message.Contains("tab", StringComparison.Ordinal) && !e.Message.Contains("after", StringComparison.Ordinal);
}
