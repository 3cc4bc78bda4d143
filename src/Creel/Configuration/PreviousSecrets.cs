using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>
/// The secrets that a change of the configuration took away from sources, as long as the server runs: a sender that still signs
/// with one of them was forgotten in a rotation, and that can be said. They let nobody in.
/// </summary>
internal sealed class PreviousSecrets
{
    private const int MostPerSource = 4;
    private const int MostSources = 256;

    public static readonly PreviousSecrets None = new([]);

    private readonly Dictionary<string, IReadOnlyList<HiddenText>> _bySource;

    private PreviousSecrets(Dictionary<string, IReadOnlyList<HiddenText>> bySource) => _bySource = bySource;

    /// <summary>Those of a source, the latest first.</summary>
    public IReadOnlyList<HiddenText> Of(string source) => _bySource.GetValueOrDefault(source, []);

    /// <summary>What they are once other sources are in force.</summary>
    public PreviousSecrets After(IReadOnlyList<Source> before, IReadOnlyList<Source> now)
    {
        var after = new Dictionary<string, IReadOnlyList<HiddenText>>();
        foreach (var source in now)
        {
            var current = source.Secrets.Select(secret => secret.Reveal()).ToHashSet(StringComparer.Ordinal);
            var earlier = before.FirstOrDefault(one => one.Name == source.Name)?.Secrets ?? [];
            List<HiddenText> previous = [.. earlier.Concat(Of(source.Name)).Where(secret => !current.Contains(secret.Reveal())).DistinctBy(secret => secret.Reveal()).Take(MostPerSource)];
            if (previous.Count > 0 && after.Count < MostSources) after[source.Name] = previous;
        }
        return after.Count == 0 ? None : new(after);
    }

    public override string ToString() => "***";
}
