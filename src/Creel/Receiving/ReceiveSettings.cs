using Creel.Configuration;
using Creel.Signatures;

namespace Creel.Receiving;

/// <summary>What receiving is given by the program around it.</summary>
internal sealed record ReceiveSettings
{
    /// <summary>What is configured now; asked once a request.</summary>
    public required Func<Topology> Topology { get; init; }

    public required CredentialMask Mask { get; init; }

    public ReceiveLimits Limits { get; init; } = new();

    /// <summary>The certificates that AWS SNS signs with, fetched when they are needed.</summary>
    public SigningCertificates SigningKeys { get; init; } = SigningCertificates.Shared;

    /// <summary>Calls the address by which a subscription at AWS SNS is confirmed; whether it answered 200.</summary>
    public Func<Uri, CancellationToken, Task<bool>> ConfirmSubscription { get; init; } = PlainFetch.IsOkAsync;

    /// <summary>Where refused requests are kept; null: nowhere.</summary>
    public QuarantineIntake? Quarantine { get; init; }

    /// <summary>Told of every request that was answered. Must be quick and must not throw.</summary>
    public Action<RequestOutcome> Report { get; init; } = _ => { };
}
