using Creel.Inbox;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>
/// Why a signature was not taken: the first check that failed, and the likely cause, found by trying what goes wrong in life until
/// something fits. Pure and bounded. What it says holds no secret, no part of one, and no signature that was computed.
/// </summary>
internal static class Diagnosis
{
    private static readonly Func<SignatureCase, SignatureVerifier?, Trials, Finding?>[] Causes =
    [
        UrlCause.Find, SecretCause.Find, SourceCause.Find, BodyCause.Find, SchemeCause.Find, JsonCause.Find, SenderCause.Find, MissingCause.Find,
    ];

    /// <summary>Null where the signature is good after all, or none is expected.</summary>
    public static Diagnosed? Of(SignatureCase about)
    {
        var signatures = about.Source.Signatures;
        if (!signatures.Any) return null;
        var deciding = signatures.Deciding(about.Request);
        var check = deciding?.Check(about.Request, about.At) ?? signatures.Missing;
        var scheme = (deciding ?? signatures.Verifiers[0]).Scheme;
        return check.IsGood ? null : new(SignatureAdvice.Reason(check.Fault, scheme), Explain(about, deciding, scheme, check));
    }

    private static Explanation Explain(SignatureCase about, SignatureVerifier? deciding, SignatureScheme scheme, in SignatureCheck check)
    {
        var trials = new Trials(about.At);
        if (ClockCause.Find(about, scheme, check) is { } clock) return new(clock.Cause, clock.NextStep, ["the signature without its time"]);
        // Of a body that is not whole nothing can be said; what is missing can be seen all the same.
        if (deciding is { NeedsBody: true } && about.Extent != BodyExtent.Whole && check.Fault == SignatureFault.Wrong)
            return new("not-tried", $"{check.Place} does not fit the body and {about.Secrets}. Only a part of the body is kept, so nothing could be tried; have the sender send something smaller.", []);
        foreach (var find in Causes)
        {
            if (find(about, deciding, trials) is { } found) return new(found.Cause, found.NextStep, trials.Said);
        }
        return new(null, Unknown(about, scheme, check), trials.Said);
    }

    private static string Unknown(SignatureCase about, SignatureScheme scheme, in SignatureCheck check) => check.Fault switch
    {
        SignatureFault.Wrong when scheme.SendsSecret =>
            $"{check.Place} is none of {about.Secrets}, nor one of before, nor another source's. Set it anew, the same on both sides.",
        SignatureFault.Wrong => $"{check.Place} fits nothing that was tried. Most likely the sender has another secret: set it anew, the same on both sides. "
            + $"Else the body was changed on its way in a manner that can't be undone. `creel verify ID --secret-stdin` tries a secret.{Proxy(about)}",
        _ => SignatureAdvice.For(check, scheme, about.Source).NextStep,
    };

    private static string Proxy(SignatureCase about) =>
        about.ProxyMark is { } mark ? $" It came through a proxy ({mark}): look at what that one does to bodies." : "";
}

/// <summary>What a diagnosis came to.</summary>
/// <param name="Reason">The first check that failed, in a few words.</param>
/// <param name="Found">Why, and what to do.</param>
internal sealed record Diagnosed(string Reason, Explanation Found);
