using System.Collections.Frozen;
using System.Net;
using Creel.Inbox;
using Creel.Search;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>All that is configured, compiled and immutable: a request sees one of these from beginning to end.</summary>
internal sealed class Topology
{
    private readonly FrozenDictionary<string, Source> _byPath;
    private readonly Source[] _withPathSecret;

    public Topology(IReadOnlyList<Source> sources)
    {
        Sources = sources;
        var schemes = sources.SelectMany(source => source.Schemes).ToList();
        Secrets = new(
            sources.SelectMany(source => source.Headers).Select(header => header.Name)
                .Concat(schemes.Where(scheme => scheme.HeaderIsSecret).Select(scheme => scheme.Header!)).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            schemes.Select(scheme => scheme.SecretParameter).OfType<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            SignatureHeaders(schemes));
        _byPath = sources.ToFrozenDictionary(source => source.Path, StringComparer.Ordinal);
        _withPathSecret = [.. sources.Where(source => source.Schemes.Any(scheme => scheme is PathSecretScheme)).OrderByDescending(source => source.Path.Length)];
    }

    public IReadOnlyList<Source> Sources { get; }

    /// <summary>Where some source expects a secret: a sender may send one source's to another, and it must not be kept there.</summary>
    public SecretPlaces Secrets { get; }

    /// <summary>The senders that are known: ours, and those of the configuration.</summary>
    public SenderCatalog Senders { get; init; } = SenderCatalog.Embedded;

    /// <summary>What senders call us by, without a slash at its end; null: what each request says.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Proxies whose word is taken on where a request came from.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What sources had for secrets before, to find out who was forgotten when they changed.</summary>
    public PreviousSecrets PreviousSecrets { get; init; } = PreviousSecrets.None;

    /// <summary>How long the events of sources without a rule of their own are kept.</summary>
    public RetentionRule Retention { get; init; } = RetentionRule.None;

    /// <summary>The same with the sources that have a rule of their own.</summary>
    public RetentionPlan RetentionPlan => field ??= new(Retention,
        Sources.Where(source => source.Retention is not null).ToDictionary(source => source.Name, source => source.Retention!));

    /// <summary>No source takes anything but client certificates, so that a client without one can be refused in the handshake.</summary>
    public bool OnlyClientCertificates =>
        Sources.All(source => source is { Open: false, ClientSubjects.Count: > 0, Basic.Count: 0, Bearer.Count: 0, Headers.Count: 0, Signatures.Any: false });

    // Of every sender that is known: a refused request may be one of a sender that no source expects, and is to be tried as that.
    private static FrozenSet<string> SignatureHeaders(IReadOnlyList<SignatureScheme> configured)
    {
        static IEnumerable<string> Of(IEnumerable<SignatureScheme> schemes) =>
            schemes.Where(scheme => !scheme.HeaderIsSecret).SelectMany(scheme => scheme.OtherHeaders.Append(scheme.Header)).OfType<string>();
        var known = SenderCatalog.Embedded.All.SelectMany(sender => sender.Schemes).ToList();
        // What is a signature to one sender may be the secret itself to another.
        var secret = known.Where(scheme => scheme.HeaderIsSecret).Select(scheme => scheme.Header!);
        return Of(known).Except(secret, StringComparer.OrdinalIgnoreCase).Concat(Of(configured)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The source at a path; one trailing slash is forgiven.</summary>
    public Source? Find(string path)
    {
        if (_byPath.TryGetValue(path, out var source)) return source;
        return path.Length > 1 && path[^1] == '/' && _byPath.TryGetValue(path[..^1], out source) ? source : null;
    }

    /// <summary>The same, with what stands behind its path where a secret belongs there: whatever that is, since a wrong one is no better to show.</summary>
    public Source? Find(string path, out string? pathSecret)
    {
        pathSecret = null;
        if (Find(path) is { } exact) return exact;
        foreach (var source in _withPathSecret)
        {
            if (path.Length <= source.Path.Length || path[source.Path.Length] != '/' || !path.StartsWith(source.Path, StringComparison.Ordinal)) continue;
            var end = path[^1] == '/' ? path.Length - 1 : path.Length;
            pathSecret = path[Math.Min(source.Path.Length + 1, end)..end];
            return source;
        }
        return null;
    }

    /// <summary>The source whose path looks most like one that does not exist.</summary>
    public Source? Nearest(string path) => Sources.MinBy(source => EditDistance.Between(source.Path, path));
}

/// <summary>Where secrets stand in requests because some source says so, whatever the names.</summary>
/// <param name="Headers">Headers whose value is one.</param>
/// <param name="Parameters">Query parameters whose value is one.</param>
/// <param name="Signatures">Headers that sound as if theirs were one, and hold a signature: needed to check it again.</param>
internal sealed record SecretPlaces(FrozenSet<string> Headers, FrozenSet<string> Parameters, FrozenSet<string> Signatures)
{
    public static readonly SecretPlaces None = new([], [], []);
}
