namespace Creel.Configuration;

/// <summary>Where the secrets come from that a configuration only names.</summary>
/// <param name="Variable">A variable of the environment, or null.</param>
/// <param name="ReadFile">A file's content, at most so many bytes and one; throws what files throw.</param>
internal sealed record ConfigOutside(Func<string, string?> Variable, Func<string, int, byte[]> ReadFile)
{
    /// <summary>The files of a folder, whole paths; throws what folders throw.</summary>
    public Func<string, IReadOnlyList<string>> ListFolder { get; init; } = Directory.GetFiles;

    public static ConfigOutside Real { get; } = new(Environment.GetEnvironmentVariable, ReadStart);

    private static byte[] ReadStart(string path, int most)
    {
        // A device or a pipe would never end.
        if (!File.Exists(path)) throw new FileNotFoundException("there is no such file");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return BoundedFile.Read(file, most);
    }
}
