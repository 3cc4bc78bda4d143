namespace Creel.Senders;

/// <summary>Made-up bodies of the senders we know, for trying a receiver out.</summary>
internal static class SampleCatalog
{
    private const string Prefix = "samples/";

    public static IReadOnlyList<string> Names { get; } = [.. EmbeddedFile.Names(Prefix).Order(StringComparer.Ordinal)];

    /// <summary>The body of a sample, or null when there is none of that name.</summary>
    public static byte[]? Find(string name) => Names.Contains(name) ? EmbeddedFile.Read(Prefix, name) : null;
}
