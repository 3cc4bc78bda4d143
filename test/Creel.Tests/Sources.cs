using System.Text.RegularExpressions;

namespace Creel.Tests;

/// <summary>The repository's own files, read for the tests of its structure.</summary>
internal static partial class Sources
{
    // (.git is a file in a worktree.)
    private static readonly string[] NotOurs = [".git", "artifacts", "TestResults", ".vs", ".idea", "bin", "obj"];
    private static readonly string[] Binary = [".png", ".ico", ".woff2", ".gz", ".br", ".zst", ".db", ".der", ".pfx"];

    /// <summary>Every text file of the repository by its path from the root, with slashes.</summary>
    public static IEnumerable<(string Path, string Text)> AllText() => Files(new DirectoryInfo(Repository.Root))
        .Where(f => !Binary.Contains(f.Extension))
        .Select(f => (Path.GetRelativePath(Repository.Root, f.FullName).Replace('\\', '/'), File.ReadAllText(f.FullName)));

    public static IEnumerable<(string Path, string Text)> Code(string under) =>
        AllText().Where(f => f.Path.StartsWith(under, StringComparison.Ordinal) && f.Path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Code without comments: what they name is not used.</summary>
    public static string WithoutComments(string code) => Comment().Replace(code, "");

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder.EnumerateFiles().Where(f => !NotOurs.Contains(f.Name))
        .Concat(folder.EnumerateDirectories().Where(d => !NotOurs.Contains(d.Name)).SelectMany(Files));

    [GeneratedRegex(@"(?<=^|\s)//.*$|/\*.*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
