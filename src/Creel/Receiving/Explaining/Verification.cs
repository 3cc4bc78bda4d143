using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>
/// Tries a kept request's signature against a sender and secrets: those of its source, or others. Nothing is fetched, nothing kept;
/// its time is compared with the time at which it came.
/// </summary>
/// <param name="configured">What is configured now, as far as that is known.</param>
internal sealed class Verification(Topology configured)
{
    public VerifyOutcome Try(KeptRequest kept, VerifyWish wish)
    {
        if (WhyNot(kept, wish) is { } why) return VerifyOutcome.CannotBeTried(why);
        var source = configured.Sources.FirstOrDefault(one => one.Name == kept.Source) ?? configured.Find(kept.Path);
        var name = wish.Sender ?? source?.Sender.Name ?? kept.Sender;
        if (name is null) return VerifyOutcome.CannotBeTried("Which product sent it is not known: its source is not configured. Say which (`--sender NAME`, see `creel senders`).");
        if (Find(name) is not { } sender) return VerifyOutcome.CannotBeTried($"There is no sender `{name}`; `creel senders` lists those that there are.");
        // A source may have adjusted how its sender signs.
        var own = source is not null && source.Sender.Name == sender.Name ? source : null;
        if (wish.Secrets.Count == 0 && source is not { Signatures.Any: true })
            return VerifyOutcome.CannotBeTried("There is no secret to try: no source that it could be for has `secrets`. Give one (`--secret-stdin`, or CREEL_SECRET).");
        List<SignatureScheme> schemes = [.. (own?.Schemes ?? [.. sender.Schemes]).Where(scheme => !scheme.SendsSecret)];
        if (schemes.Count == 0)
            return VerifyOutcome.CannotBeTried($"{sender.Title} signs nothing: what it sends as proof is masked in what is kept, so it can't be tried. `creel senders {sender.Name}` says how it proves itself.");
        if (Masked(kept, schemes) is { } masked) return VerifyOutcome.CannotBeTried(masked);
        IReadOnlyList<HiddenText> secrets = wish.Secrets.Count == 0 ? source!.Secrets : [.. wish.Secrets.Select(secret => new HiddenText(secret))];
        var signatures = wish.Secrets.Count == 0 && own is not null
            ? new SourceSignatures([.. own.Signatures.Verifiers.Where(verifier => !verifier.Scheme.SendsSecret)])
            : SourceSignatures.Bind(schemes, [.. secrets.Select(secret => secret.Reveal())]);
        if (!signatures.Any) return VerifyOutcome.CannotBeTried($"No secret can be one of {sender.Title}: {schemes[0].KeyProblem(secrets.Count > 0 ? secrets[0].Reveal() : "") ?? "it is another kind of key"}.");
        return Tried(kept, wish, new()
        {
            Name = source?.Name ?? sender.Name,
            Path = source?.Path ?? "",
            Sender = sender,
            Schemes = schemes,
            Signatures = signatures,
            Secrets = secrets,
            BodyLimit = Source.DefaultBodyLimit,
        });
    }

    private VerifyOutcome Tried(KeptRequest kept, VerifyWish wish, Source source)
    {
        var about = new SignatureCase
        {
            Request = kept.AsSigned(configured.PublicUrl, wish.Url),
            Source = source,
            Topology = new Topology([source, .. configured.Sources.Where(other => other.Name != source.Name)]) { PublicUrl = configured.PublicUrl, PreviousSecrets = configured.PreviousSecrets, Senders = configured.Senders },
            At = kept.At ?? DateTimeOffset.UnixEpoch,
            SecretsOf = wish.Secrets.Count == 0 ? null : "the secrets given",
        };
        var deciding = source.Signatures.Deciding(about.Request);
        var check = deciding?.Check(about.Request, about.At) ?? source.Signatures.Missing;
        if (check.Fault == SignatureFault.KeyNeeded)
            return VerifyOutcome.CannotBeTried($"{source.Sender.Title} signs with a key that must be fetched, and trying is done offline.");
        var outcome = new VerifyOutcome { Sender = source.Sender.Name, Scheme = (deciding ?? source.Signatures.Verifiers[0]).Scheme.Description };
        if (check.IsGood || (kept.At is null && check.Fault is SignatureFault.Stale or SignatureFault.Early)) return outcome with { Verified = true };
        var diagnosed = Diagnosis.Of(about)!;
        return outcome with { Reason = diagnosed.Reason, Explanation = diagnosed.Found with { NextStep = diagnosed.Found.NextStep + Doubt(kept, wish, deciding) } };
    }

    private static string Doubt(KeptRequest kept, VerifyWish wish, SignatureVerifier? deciding) =>
        deciding?.Scheme.SignsUrl == true && wish.Url is null && kept.Redacted.Any(place => place.StartsWith("query.", StringComparison.Ordinal))
            ? " (The URL is signed, and a part of its query is masked in what is kept: `--url URL` gives it whole.)"
            : "";

    private SenderProfile? Find(string name) => configured.Sources.Select(source => source.Sender).FirstOrDefault(sender => sender.Name == name) ?? configured.Senders.Find(name);

    private static string? WhyNot(KeptRequest kept, VerifyWish wish) => kept switch
    {
        { Extent: BodyExtent.Unread } => "Its body was never read, and a signature covers the body: it can't be tried. Have the sender send it again.",
        { Extent: BodyExtent.Cut } => "Only the beginning of its body is there, and a signature covers all of it: it can't be tried. Have the sender send it again.",
        _ when kept.Redacted.FirstOrDefault(InBody) is { } place => $"A secret was taken out of its body ({place}), so that what was signed is no longer there: it can't be tried.",
        _ when wish.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var called) && called.Scheme is "http" or "https") => "The URL is none: it looks like https://creel.example.net:5443/hooks/NAME.",
        _ => null,
    };

    private static bool InBody(string place) => !place.StartsWith("header.", StringComparison.Ordinal) && !place.StartsWith("query.", StringComparison.Ordinal);

    private static string? Masked(KeptRequest kept, List<SignatureScheme> schemes) => schemes.Select(scheme => scheme.Header).OfType<string>()
        .FirstOrDefault(header => kept.Redacted.Contains("header." + header, StringComparer.OrdinalIgnoreCase)) is { } masked
        ? $"Its header {masked} is masked in what is kept (it sounds like a secret, and no sender that was known when it came signs there): it can't be tried."
        : null;
}
