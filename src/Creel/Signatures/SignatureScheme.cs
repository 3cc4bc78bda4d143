namespace Creel.Signatures;

/// <summary>
/// A way to prove who sent a request: one primitive with its settings, as a sender's profile has it. Pure: neither clock nor
/// network. <see cref="Bind"/> gives it keys.
/// </summary>
internal abstract class SignatureScheme
{
    /// <summary>For a person: <c>HMAC-SHA256 of the body in the header X-Hub-Signature-256</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What is sent is the secret itself, not something that it was used for.</summary>
    public virtual bool SendsSecret => false;

    /// <summary>The header that it stands in; null where it is elsewhere.</summary>
    public virtual string? Header => null;

    /// <summary>The headers besides that one that it is checked with: signed ones, and the time's.</summary>
    public virtual IEnumerable<string> OtherHeaders => [];

    /// <summary>The URL is signed, so that it matters what the sender calls us by.</summary>
    public virtual bool SignsUrl => false;

    /// <summary>That header's value is the secret itself, and is not kept.</summary>
    public virtual bool HeaderIsSecret => false;

    /// <summary>The query parameter whose value is the secret; null: none.</summary>
    public virtual string? SecretParameter => null;

    /// <summary>A public key checks, and a private one signs: what a source is configured with can't sign.</summary>
    public virtual bool SignsWithAnotherKey => false;

    /// <summary>The time that is signed; null: none is, so that a request can be repeated by whoever saw it.</summary>
    public virtual SignatureTime? Time => null;

    /// <summary>Why a secret can't be a key of this scheme; null when it can. Says nothing of the secret itself.</summary>
    public abstract string? KeyProblem(string secret);

    /// <summary>Why a secret can't sign as the sender does; null when it can. Another key than the one that checks where there are two.</summary>
    public virtual string? SigningProblem(string secret) => KeyProblem(secret);

    /// <summary>Checks with these keys, any of which is good.</summary>
    /// <param name="secrets">Those without a <see cref="KeyProblem"/>; one at least.</param>
    public abstract SignatureVerifier Bind(IReadOnlyList<string> secrets);

    /// <summary>Signs as the sender does.</summary>
    /// <param name="request">What is to be sent; a signature is added.</param>
    /// <param name="secret">One without a <see cref="SigningProblem"/>.</param>
    /// <param name="now">When it is sent.</param>
    public abstract void Sign(OutgoingRequest request, string secret, DateTimeOffset now);
}

/// <summary>A scheme with its keys.</summary>
internal abstract class SignatureVerifier(SignatureScheme scheme)
{
    public SignatureScheme Scheme => scheme;

    /// <summary>False: the head of a request is enough.</summary>
    public virtual bool NeedsBody => true;

    /// <summary>It looks into the body, so that it must be unpacked first.</summary>
    public virtual bool NeedsDecodedBody => false;

    /// <summary>Whether its mark is on the request, good or bad: then no weaker one is looked at.</summary>
    public abstract bool IsPresent(in SignedRequest request);

    /// <summary>Never throws, whatever the request holds.</summary>
    public abstract SignatureCheck Check(in SignedRequest request, DateTimeOffset now);
}
