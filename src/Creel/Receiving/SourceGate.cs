using Creel.Configuration;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Whether a request may come in, and what it proved.</summary>
/// <param name="Refusal">What it is answered otherwise; null when it may.</param>
/// <param name="Verdict">How it proved who sent it.</param>
internal readonly record struct Admission(Answer? Refusal, Verdict Verdict);

/// <summary>
/// Decides by a request's headers, address and connection whether a source takes it: before the body is read, so that a
/// stranger's body costs nothing. The address must be allowed, and one of the source's credentials must be there.
/// </summary>
internal static class SourceGate
{
    public static Admission Enter(HttpRequest request, in Caller caller, Source source)
    {
        if (!IsAllowed(caller, source)) return new(Refuse(CredentialAdvice.Address(source), source), default);
        if (Proves(request, source)) return new(null, Verdict.Verified);
        if (source.Open) return new(null, Verdict.Open);
        return new(Refuse(CredentialAdvice.For(request, source), source), default);
    }

    /// <summary>Null when the request could come in at one of the sources. Where all of them are open there is nothing to prove.</summary>
    public static Answer? EnterAny(HttpRequest request, in Caller caller, IReadOnlyList<Source> sources)
    {
        var nothingToProve = sources.All(source => source.Open);
        foreach (var source in sources)
        {
            if (IsAllowed(caller, source) && (nothingToProve || Proves(request, source))) return null;
        }
        return sources.Count == 1
            ? Enter(request, caller, sources[0]).Refusal
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
