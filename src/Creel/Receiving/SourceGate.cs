using Creel.Configuration;
using Creel.Inbox;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Whether a request may come in, and what it proved.</summary>
/// <param name="Refusal">What it is answered otherwise; null when it may.</param>
/// <param name="Verdict">How it proved who sent it.</param>
/// <param name="Signature">What must still be checked, once the body is there; null: nothing.</param>
internal readonly record struct Admission(Answer? Refusal, Verdict Verdict, SignatureVerifier? Signature = null);

/// <summary>
/// Decides by a request's headers, address and connection whether a source takes it: before the body is read, so that a
/// stranger's body costs nothing. The address must be allowed, one of the source's credentials must be there, and where the
/// sender signs, its signature.
/// </summary>
internal static class SourceGate
{
    /// <param name="request">Its head.</param>
    /// <param name="caller">Where it comes from.</param>
    /// <param name="source">Where it goes.</param>
    /// <param name="signed">The same request as signatures see it.</param>
    /// <param name="at">Now.</param>
    public static Admission Enter(HttpRequest request, in Caller caller, Source source, in SignedRequest signed, DateTimeOffset at)
    {
        if (!IsAllowed(caller, source)) return new(Refuse(CredentialAdvice.Address(source), source), default);
        // A source that has nothing to ask for, and does not say that it is open, takes nothing.
        var proven = source.HasCredentials ? Proves(request, source) : source.Open || source.Signatures.Any;
        if (!proven) return new(Refuse(CredentialAdvice.For(request, source), source), default);
        if (source.Signatures.Any) return Signed(signed, source, at);
        return new(null, source.Open ? Verdict.Open : Verdict.Verified);
    }

    /// <summary>What a request is told whose signature is not good.</summary>
    public static Answer Refuse(in SignatureCheck check, SignatureVerifier signature, Source source) =>
        Refuse(SignatureAdvice.For(check, signature.Scheme, source), source);

    /// <summary>
    /// Whether somebody may ask what can't be signed: as far as a head alone can prove anything, it must. Null when he may.
    /// </summary>
    public static Answer? EnterToAsk(HttpRequest request, in Caller caller, Source source, in SignedRequest signed, DateTimeOffset at)
    {
        if (source.Signatures.Deciding(signed) is { NeedsBody: false } || source.Signatures.Verifiers.All(verifier => !verifier.NeedsBody))
            return Enter(request, caller, source, signed, at).Refusal;
        if (!IsAllowed(caller, source)) return Refuse(CredentialAdvice.Address(source), source);
        return source.HasCredentials && !Proves(request, source) ? Refuse(CredentialAdvice.For(request, source), source) : null;
    }

    /// <summary>Whether somebody may ask if he may send at all: each event must prove itself all the same.</summary>
    public static bool MayAskWhetherToSend(HttpRequest request, in Caller caller, Source source, in SignedRequest signed) =>
        IsAllowed(caller, source) && (source.HasCredentials || source.Signatures.Any)
        && request.Headers.Authorization.Count == 0 && source.Signatures.Deciding(signed) is not { NeedsBody: false };

    private static Admission Signed(in SignedRequest signed, Source source, DateTimeOffset at)
    {
        if (source.Signatures.Deciding(signed) is not { } signature)
            return new(Refuse(SignatureAdvice.For(source.Signatures.Missing, source.Signatures.Verifiers[0].Scheme, source), source), default);
        if (signature.NeedsBody) return new(null, Verdict.Verified, signature);
        var check = signature.Check(signed, at);
        return new(check.IsGood ? null : Refuse(check, signature, source), Verdict.Verified);
    }

    /// <summary>Null when the request could come in at one of the sources. Where all of them are open there is nothing to prove.</summary>
    public static Answer? EnterAny(HttpRequest request, in Caller caller, IReadOnlyList<Source> sources, DateTimeOffset at)
    {
        var nothingToProve = sources.All(source => source.Open);
        foreach (var source in sources)
        {
            if (IsAllowed(caller, source) && (nothingToProve || Proves(request, source))) return null;
        }
        return sources.Count == 1
            ? Enter(request, caller, sources[0], SignedRequest.Of(request, null), at).Refusal
            : Refusal.Unauthorized(CredentialAdvice.ForAny(request, sources), Challenge.Of(sources));
    }

    private static Answer Refuse(Advice advice, Source source) => Refusal.Unauthorized(advice, Challenge.Of([source]));

    private static bool IsAllowed(in Caller caller, Source source) => source.Allow.Count == 0 || Networks.Hold(source.Allow, caller.Address);

    private static bool Proves(HttpRequest request, Source source)
    {
        var authorization = request.Headers.Authorization;
        // A header that comes twice proves nothing: we and a proxy before us might each have looked at another one.
        if (authorization.Count == 1 && ProvesBy(authorization[0]!, source)) return true;
        for (var i = 0; i < source.Headers.Count; i++)
        {
            var given = request.Headers[source.Headers[i].Name];
            if (given.Count == 1 && source.Headers[i].Value.Matches(given[0])) return true;
        }
        return source.ClientSubjects.Count > 0 && ProvesByCertificate(request.HttpContext, source);
    }

    private static bool ProvesBy(string authorization, Source source)
    {
        for (var i = 0; i < source.Basic.Count; i++)
        {
            if (source.Basic[i].Matches(authorization)) return true;
        }
        const string bearer = "Bearer ";
        if (source.Bearer.Count == 0 || !authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return false;
        var token = authorization.AsSpan(bearer.Length).Trim(' ');
        for (var i = 0; i < source.Bearer.Count; i++)
        {
            if (source.Bearer[i].Matches(token)) return true;
        }
        return false;
    }

    private static bool ProvesByCertificate(HttpContext context, Source source) =>
        context.Connection.ClientCertificate is { } certificate
        && source.ClientSubjects.Any(wanted => Signatures.ClientSubject.Matches(wanted, certificate));
}
