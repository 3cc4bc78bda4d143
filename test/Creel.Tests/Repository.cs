namespace Creel.Tests;

/// <summary>Where the repository is, for tests that read files of it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Captured payloads beside the repository; skips the test where they are not.</summary>
    public static byte[] SharedPayload(string sender, string file)
    {
        var path = At("..", "shared", "payloads", sender, file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not on this machine");
        return File.ReadAllBytes(path);
    }

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Creel.slnx"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No Creel.slnx above {AppContext.BaseDirectory}.");
    }
}
