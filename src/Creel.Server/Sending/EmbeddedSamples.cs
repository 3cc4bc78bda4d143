using Creel.Senders;

namespace Creel.Server.Sending;

/// <summary>The sample events by the names that <c>--sample</c> takes.</summary>
internal static class EmbeddedSamples
{
    public static IEnumerable<string> Names => SampleCatalog.Names;

    /// <exception cref="CommandException">There is no such sample.</exception>
    public static byte[] Read(string name) => SampleCatalog.Find(name)
        ?? throw CommandException.Usage($"There is no sample `{AnswerText.OneLine(name, 60)}`.", $"There are: {string.Join(", ", Names)}");
}
