namespace Creel.Signatures;

/// <summary>The first check of a signature that failed.</summary>
internal enum SignatureFault
{
    /// <summary>None: it is good.</summary>
    None,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there and can't be read.</summary>
    Malformed,

    /// <summary>None of what is there is of a version that is known.</summary>
    UnknownVersion,

    /// <summary>It does not fit the request and any of the secrets.</summary>
    Wrong,

    /// <summary>It is right, and older than the window.</summary>
    Stale,

    /// <summary>It is right, and from the future by more than the window.</summary>
    Early,

    /// <summary>It can't be checked before a key was fetched.</summary>
    KeyNeeded,

    /// <summary>It is that of somebody whom the source does not expect.</summary>
    Unexpected,
}

/// <summary>What checking a signature came to.</summary>
/// <param name="Fault">The first check that failed.</param>
/// <param name="Place">Where, for example <c>header X-Hub-Signature-256</c>; for <see cref="SignatureFault.KeyNeeded"/> the key's URL.</param>
/// <param name="Age">How far its time is behind ours, for what is stale or early.</param>
internal readonly record struct SignatureCheck(SignatureFault Fault, string Place = "", TimeSpan Age = default)
{
    public static readonly SignatureCheck Good = new(SignatureFault.None);

    public bool IsGood => Fault == SignatureFault.None;
}
