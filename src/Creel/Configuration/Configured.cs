using System.Net;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Configuration;

/// <summary>A configuration that is good: compiled, immutable, and all of it in force or none.</summary>
internal sealed record Configured
{
    /// <summary>Null: the file names none.</summary>
    public IReadOnlyList<Source>? Sources { get; init; }

    public SenderCatalog Senders { get; init; } = SenderCatalog.Embedded;

    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    public required RetentionRule Retention { get; init; }

    public required TlsSettings Tls { get; init; }

    /// <summary>Null: not said.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>A URL or <c>off</c>; null: not said.</summary>
    public string? Console { get; init; }

    /// <summary>Without a slash at its end.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>What receiving goes by.</summary>
    /// <param name="defaultSources">Asked for when the file names none.</param>
    public Topology Build(Func<IReadOnlyList<Source>> defaultSources) =>
        new(Sources ?? defaultSources()) { TrustedProxies = TrustedProxies, Retention = Retention, PublicUrl = PublicUrl, Senders = Senders };
}

/// <summary>What the program around the configuration knows better. Each says what is wrong, or null.</summary>
internal sealed record ConfigRules
{
    /// <summary>Of a URL to listen at, with these trusted proxies.</summary>
    public required Func<string, IReadOnlyList<IPNetwork>, Complaint?> Listen { get; init; }

    /// <summary>Of a URL for the console.</summary>
    public required Func<string, Complaint?> Console { get; init; }

    /// <summary>Of a name for the certificate.</summary>
    public required Func<string, Complaint?> CertificateName { get; init; }

    /// <summary>Of certificate files and all that belongs to them.</summary>
    public required Func<TlsSettings, Complaint?> Tls { get; init; }
}
