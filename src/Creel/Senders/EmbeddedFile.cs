namespace Creel.Senders;

/// <summary>The JSON files built into the library, in folders such as <c>senders/</c> and <c>samples/</c>.</summary>
internal static class EmbeddedFile
{
    private const string Ending = ".json";

    public static IEnumerable<string> Names(string folder) =>
        from file in typeof(EmbeddedFile).Assembly.GetManifestResourceNames()
        where file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(Ending, StringComparison.Ordinal)
        select file[folder.Length..^Ending.Length];

    public static byte[] Read(string folder, string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream($"{folder}{name}{Ending}")
            ?? throw new FileNotFoundException($"There is no {folder}{name}{Ending} in the library.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
