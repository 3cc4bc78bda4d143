using System.Text.RegularExpressions;

namespace Creel.Tests;

/// <summary>Links in the docs lead somewhere: to a file that is there, and to a heading that it has.</summary>
public sealed partial class DocsLinksTests
{
    [Fact]
    public void Links_between_pages_lead_to_files_and_headings_that_exist()
    {
        var links = (from page in Sources.AllText()
                     where page.Path.EndsWith(".md", StringComparison.Ordinal)
                     from Match link in Link().Matches(page.Text)
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
                     select (page.Path, Target: target)).ToList();

        Assert.True(links.Count > 30);
        Assert.All(links, link => Assert.True(Exists(link.Path, link.Target), $"{link.Path} links to {link.Target}, which is not there"));
    }

    private static bool Exists(string page, string target)
    {
        var (path, heading) = target.Split('#', 2) is [var file, var name] ? (file, name) : (target, null);
        var full = path.Length == 0 ? Repository.At(page) : Path.GetFullPath(path, Path.GetDirectoryName(Repository.At(page))!);
        return heading is null ? Path.Exists(full) : File.Exists(full) && Headings(File.ReadAllText(full)).Contains(heading);
    }

    // As the sites that show Markdown make anchors of headings.
    private static IEnumerable<string> Headings(string page) => Heading().Matches(page)
        .Select(match => string.Concat(match.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-').Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
