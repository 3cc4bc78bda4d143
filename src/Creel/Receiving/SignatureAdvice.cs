using Creel.Configuration;
using Creel.Signatures;

namespace Creel.Receiving;

/// <summary>Why a signature was not taken, for the operator: the first check that failed, and what to look at.</summary>
internal static class SignatureAdvice
{
    public static Advice For(in SignatureCheck check, SignatureScheme scheme, Source source) => new(Reason(check.Fault, scheme), NextStep(check, scheme, source));

    public const string KeyNotFetched = "signing key not fetched";

    /// <summary>One of a few phrases; a secret that is sent as it is, is a credential like any other.</summary>
    public static string Reason(SignatureFault fault, SignatureScheme scheme) => fault switch
    {
        SignatureFault.Missing => scheme.SendsSecret ? "no credentials" : "no signature",
        SignatureFault.Malformed => scheme.SendsSecret ? "wrong credentials" : "malformed signature",
        SignatureFault.UnknownVersion => "unknown signature version",
        SignatureFault.Wrong => scheme.SendsSecret ? "wrong credentials" : "wrong signature",
        SignatureFault.Stale => "stale signature",
        SignatureFault.Early => "signature from the future",
        SignatureFault.Unexpected => "unexpected sender",
        SignatureFault.KeyNeeded => KeyNotFetched,
        _ => throw new InvalidOperationException($"{fault} is no fault."),
    };

    /// <summary>GET and HEAD have no body to sign.</summary>
    public static Advice Probe(Source source) => new("no signature", $"source `{source.Name}` takes signed requests only, and a {source.Sender.Title} probe is not one");

    private static string NextStep(in SignatureCheck check, SignatureScheme scheme, Source source) => check.Fault switch
    {
        SignatureFault.Missing when scheme.SendsSecret => $"{check.Place} is missing; set the secret of source `{source.Name}` at the sender",
        SignatureFault.Missing => $"there is no {Bare(check.Place)}; is the secret of source `{source.Name}` set at the sender, and does every proxy between pass the header on?",
        SignatureFault.Malformed => $"{check.Place} can't be read; `creel senders {source.Sender.Name}` says how it should look",
        SignatureFault.UnknownVersion => $"{check.Place} holds no version that this Creel knows; `creel senders {source.Sender.Name}` says which",
        SignatureFault.Stale => $"it is right, but {Age(check.Age)} old: the sender's clock is behind, the request was on its way for so long, or somebody repeats it",
        SignatureFault.Early => $"it is right, but {Age(-check.Age)} ahead of this clock: compare the clocks",
        SignatureFault.Unexpected => $"{check.Place} is not among those that source `{source.Name}` expects",
        _ when scheme.SendsSecret => $"{check.Place} differs from the secrets of source `{source.Name}`",
        _ => $"{check.Place} does not fit the body and the secrets of source `{source.Name}`; `creel quarantine list` has it, and `creel quarantine show ID` says why, as far as trying can tell",
    };

    private static string Bare(string place) => place.StartsWith("the ", StringComparison.Ordinal) ? place["the ".Length..] : place;

    private static string Age(TimeSpan age) => age.TotalMinutes < 2 ? $"{age.TotalSeconds:0} s" : age.TotalHours < 3 ? $"{age.TotalMinutes:0} min" : age.TotalDays < 3 ? $"{age.TotalHours:0} h" : $"{age.TotalDays:0} days";
}
