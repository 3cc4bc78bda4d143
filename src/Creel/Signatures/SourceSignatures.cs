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
            if (verifier.IsPresent(request)) return verifier;
        }
        // Signatures, and none of a version that is known: not the same as none at all.
        foreach (var verifier in verifiers)
        {
            if (!verifier.Scheme.SendsSecret && verifier.Scheme.Header is { } header && request.Headers[header].Count > 0) return verifier;
        }
        return null;
    }

    /// <summary>What a request without any of the marks fails with.</summary>
    public SignatureCheck Missing => new(SignatureFault.Missing, verifiers.Length > 0 ? verifiers[0].Scheme.Description : "");
}
