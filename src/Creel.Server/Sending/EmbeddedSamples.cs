using Creel.Inbox;

namespace Creel.Server.Sending;

/// <summary>The sample events that come with Creel: the library's resources <c>samples/NAME.json</c>.</summary>
internal static class EmbeddedSamples
{
    private const string Prefix = "samples/";
    private const string Suffix = ".json";

    public static IEnumerable<string> Names =>
        typeof(NewEvent).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal);

    /// <exception cref="CommandException">There is no such sample.</exception>
    public static byte[] Read(string name)
    {
        using var stream = typeof(NewEvent).Assembly.GetManifestResourceStream(Prefix + name + Suffix);
        if (stream is null)
        {
            throw CommandException.Usage($"There is no sample `{AnswerText.OneLine(name, 60)}`.", $"There are: {string.Join(", ", Names)}");
        }
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
