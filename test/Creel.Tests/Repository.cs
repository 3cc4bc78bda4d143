namespace Creel.Tests;

/// <summary>Where the sources are, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Facts, payloads and vectors that several projects share; beside the repository, and not in every clone.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Creel.slnx"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No folder with Creel.slnx above {AppContext.BaseDirectory}.");
    }
}
