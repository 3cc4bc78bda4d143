using Creel.Inbox;

namespace Creel.Console;

/// <summary>What the API is given of the quarantine.</summary>
internal sealed record ConsoleQuarantine
{
    public required IQuarantineLog Log { get; init; }

    /// <summary>Makes an event of a refused request: its id, the source to take it as (null: its own).</summary>
    public required Func<Guid, string?, CancellationToken, Task<AcceptOutcome>> Accept { get; init; }

    /// <summary>Tries the signature of a refused request again.</summary>
    public required Func<QuarantinedRequest, VerifyWish, VerifyOutcome> Verify { get; init; }
}
