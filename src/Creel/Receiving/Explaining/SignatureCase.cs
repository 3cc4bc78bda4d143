using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>A request whose signature was not taken, and all that it may be tried with.</summary>
internal sealed record SignatureCase
{
    public required SignedRequest Request { get; init; }

    /// <summary>How much of its body is there.</summary>
    public BodyExtent Extent { get; init; }

    /// <summary>Where it was sent to.</summary>
    public required Source Source { get; init; }

    /// <summary>The other sources, and the secrets of before.</summary>
    public required Topology Topology { get; init; }

    /// <summary>Every product that is known.</summary>
    public IEnumerable<SenderProfile> Senders => Topology.Senders.All.Concat(Topology.Sources.Select(source => source.Sender)).DistinctBy(sender => sender.Name);

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Null: the secrets are the source's; else whose they are, such as <c>the secrets given</c>.</summary>
    public string? SecretsOf { get; init; }

    public string Secrets => SecretsOf ?? $"the secrets of source `{Source.Name}`";

    /// <summary>Those of the source's secrets that can be keys of a scheme, bound to it; null: none can.</summary>
    public SignatureVerifier? Bind(SignatureScheme scheme) => Bind(scheme, Source.Secrets);

    public static SignatureVerifier? Bind(SignatureScheme scheme, IEnumerable<HiddenText> secrets)
    {
        List<string> keys = [.. secrets.Select(secret => secret.Reveal()).Where(secret => scheme.KeyProblem(secret) is null).Take(MostKeys)];
        return keys.Count == 0 ? null : scheme.Bind(keys);
    }

    private const int MostKeys = 64;

    /// <summary>What a proxy on the way leaves behind.</summary>
    public string? ProxyMark => ProxyMarks.FirstOrDefault(name => Request.Headers.ContainsKey(name));

    private static readonly string[] ProxyMarks = ["Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP"];
}

/// <summary>A cause that fits.</summary>
internal sealed record Finding(string Cause, string NextStep);
