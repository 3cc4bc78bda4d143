using System.Collections.Frozen;

namespace Creel.Senders;

/// <summary>The senders we know, by name.</summary>
internal sealed class SenderCatalog
{
    private const string Prefix = "senders/";

    private readonly FrozenDictionary<string, SenderProfile> byName;

    private SenderCatalog(IEnumerable<SenderProfile> profiles)
    {
        All = [.. profiles.OrderBy(profile => profile.Name, StringComparer.Ordinal)];
        byName = All.ToFrozenDictionary(profile => profile.Name, StringComparer.Ordinal);
    }

    /// <summary>The profiles that Creel brings.</summary>
    public static SenderCatalog Embedded { get; } = new(EmbeddedFile.Names(Prefix).Select(Read));

    public IReadOnlyList<SenderProfile> All { get; }

    /// <summary>Whatever any of them writes into its bodies.</summary>
    public BodySecrets BodySecrets => field ??= BodySecrets.All(All.Select(profile => profile.BodySecrets));

    /// <summary>These and others; one of a name that is there already takes its place.</summary>
    public SenderCatalog With(IReadOnlyCollection<SenderProfile> others) =>
        others.Count == 0 ? this : new(All.Where(profile => others.All(other => other.Name != profile.Name)).Concat(others));

    public SenderProfile? Find(string name) => byName.GetValueOrDefault(name);

    private static SenderProfile Read(string name)
    {
        var data = ProfileData.Parse(EmbeddedFile.Read(Prefix, name));
        return data.Name == name
            ? ProfileCompiler.Compile(data)
            : throw new FormatException($"The profile file {name}.json says that it is '{data.Name}'.");
    }
}
