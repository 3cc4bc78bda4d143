namespace Creel.Server.Certificates;

/// <summary>Something about the certificate that the operator should see.</summary>
internal sealed record CertificateNotice
{
    public required DateTimeOffset At { get; init; }

    /// <summary>It went wrong; the certificate served before is still being served.</summary>
    public required bool Failed { get; init; }

    /// <summary>What happened and, after a failure, what to do.</summary>
    public required string Text { get; init; }
}
