namespace Creel.Server.Tests;

/// <summary>The clone that these tests were built in: its docs are tested, too.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Creel.slnx"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No Creel.slnx above {AppContext.BaseDirectory}.");
    }
}
