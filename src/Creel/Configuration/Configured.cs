namespace Creel.Configuration;

/// <summary>A configuration that is good: compiled, immutable, and all of it in force or none.</summary>
internal sealed class Configured
{
    public required Topology Topology { get; init; }

    public required TlsSettings Tls { get; init; }

    /// <summary>Null: not said.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>A URL or <c>off</c>; null: not said.</summary>
    public string? Console { get; init; }

    /// <summary>Without a slash at its end.</summary>
    public string? PublicUrl { get; init; }
}

/// <summary>What the program around the configuration knows better.</summary>
internal sealed record ConfigRules
{
    /// <summary>What is wrong with a URL to listen at; the flag says whether there are trusted proxies.</summary>
    public required Func<string, bool, Complaint?> Listen { get; init; }

    /// <summary>What is wrong with a URL for the console.</summary>
    public required Func<string, Complaint?> Console { get; init; }

    /// <summary>What is wrong with a name for the certificate.</summary>
    public required Func<string, Complaint?> CertificateName { get; init; }

    /// <summary>The sources where the file names none.</summary>
    public required IReadOnlyList<Source> DefaultSources { get; init; }
}
