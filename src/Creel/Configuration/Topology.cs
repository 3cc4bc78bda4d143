using System.Collections.Frozen;
using System.Net;
using Creel.Inbox;
using Creel.Search;

namespace Creel.Configuration;

/// <summary>All that is configured, compiled and immutable: a request sees one of these from beginning to end.</summary>
internal sealed class Topology
{
    private readonly FrozenDictionary<string, Source> _byPath;

    public Topology(IReadOnlyList<Source> sources)
    {
        Sources = sources;
        CredentialHeaders = sources.SelectMany(source => source.Headers).Select(header => header.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _byPath = sources.ToFrozenDictionary(source => source.Path, StringComparer.Ordinal);
    }

    public IReadOnlyList<Source> Sources { get; }

    /// <summary>Headers in which some source expects a secret: a sender may send one source's to another, and it must not be kept there.</summary>
    public FrozenSet<string> CredentialHeaders { get; }

    /// <summary>Proxies whose word is taken on where a request came from.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>How long the events of sources without a rule of their own are kept.</summary>
    public RetentionRule Retention { get; init; } = RetentionRule.None;

    /// <summary>The same with the sources that have a rule of their own.</summary>
    public RetentionPlan RetentionPlan => field ??= new(Retention,
        Sources.Where(source => source.Retention is not null).ToDictionary(source => source.Name, source => source.Retention!));

    /// <summary>No source takes anything but client certificates, so that a client without one can be refused in the handshake.</summary>
    public bool OnlyClientCertificates =>
        Sources.All(source => source is { Open: false, ClientSubjects.Count: > 0, Basic.Count: 0, Bearer.Count: 0, Headers.Count: 0 });

    /// <summary>The source at a path; one trailing slash is forgiven.</summary>
    public Source? Find(string path)
    {
        if (_byPath.TryGetValue(path, out var source)) return source;
        return path.Length > 1 && path[^1] == '/' && _byPath.TryGetValue(path[..^1], out source) ? source : null;
    }

    /// <summary>The source whose path looks most like one that does not exist.</summary>
    public Source? Nearest(string path) => Sources.MinBy(source => EditDistance.Between(source.Path, path));
}
