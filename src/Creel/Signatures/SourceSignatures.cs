namespace Creel.Signatures;

/// <summary>
/// How a source's sender signs, with the source's keys, strongest first. The first whose mark is on a request decides: a
/// weaker one beside a bad stronger one would be a way around it.
/// </summary>
internal sealed class SourceSignatures(SignatureVerifier[] verifiers)
{
    public static readonly SourceSignatures None = new([]);

    public IReadOnlyList<SignatureVerifier> Verifiers => verifiers;
    public bool Any => verifiers.Length > 0;

    /// <summary>Binds what fits of a profile's schemes to the secrets; each secret to those schemes whose key it can be.</summary>
    public static SourceSignatures Bind(IEnumerable<SignatureScheme> schemes, IReadOnlyList<string> secrets) => new([..
        from scheme in schemes
        let keys = secrets.Where(secret => scheme.KeyProblem(secret) is null).ToList()
        where keys.Count > 0
        select scheme.Bind(keys)]);

    /// <summary>Which one decides; null when the mark of none is there.</summary>
    public SignatureVerifier? Deciding(in SignedRequest request)
    {
        foreach (var verifier in verifiers)
        {
            // Signatures of no version that is known are bad ones, not none: else they would be a way to a weaker proof.
            if (verifier.IsPresent(request) || HoldsOthersOnly(verifier, request)) return verifier;
        }
        return null;
    }

    private bool HoldsOthersOnly(SignatureVerifier verifier, in SignedRequest request)
    {
        if (verifier.Scheme is not { SendsSecret: false, Header: { } header } || request.Headers[header].Count == 0) return false;
        foreach (var other in verifiers)
        {
            if (header.Equals(other.Scheme.Header, StringComparison.OrdinalIgnoreCase) && other.IsPresent(request)) return false;
        }
        return true;
    }

    /// <summary>What a request without any of the marks fails with.</summary>
    public SignatureCheck Missing => new(SignatureFault.Missing, verifiers.Length > 0 ? verifiers[0].Scheme.Description : "");
}
