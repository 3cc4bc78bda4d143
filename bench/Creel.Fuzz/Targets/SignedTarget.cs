using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Fuzz.Targets;

/// <summary>Any body, signed as a sender does: it is verified, and is not any more once one bit of it differs.</summary>
internal static class SignedTarget
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Url = new("https://creel.example.net/hooks/here");

    private static readonly (SenderProfile Profile, SignatureScheme Scheme)[] Ways = [..
        from profile in SenderCatalog.Embedded.All
        from scheme in profile.Schemes
        where !scheme.SendsSecret && FuzzKeys.For(scheme) is not null && SenderSample.Of(profile) is not null
        select (profile, scheme)];

    /// <summary>Two bytes choose the sender and what is changed; the rest is the body.</summary>
    public static FuzzTarget Create() => new("signed", input =>
    {
        var (profile, scheme) = Ways[(input.Length > 0 ? input[0] : 0) % Ways.Length];
        var key = FuzzKeys.For(scheme)!.Value;
        var verifier = scheme.Bind([key.Checks]);
        var request = SenderSample.Of(profile)!.Fill(Url, Now);
        request.Body = input.Length > 2 ? input[2..] : [];
        scheme.Sign(request, key.Signs, Now);
        var signed = request.AsSigned();
        var good = verifier.Check(signed, Now);
        // Where the time stands in the body, this body need not have one.
        if (!good.IsGood && scheme.Time?.From.StartsWith("body.", StringComparison.Ordinal) == true) return;
        FindingException.ThrowUnless(good.IsGood, $"{profile.Name}, {scheme.Description}: {good.Fault} {good.Place}");
        // A form can be written in several ways, and its fields are what is signed.
        if (request.Body.Length == 0 || scheme is UrlFormScheme) return;
        var changed = request.Body.ToArray();
        changed[input[1] * 251 % changed.Length] ^= (byte)(1 << (input[1] & 7));
        FindingException.ThrowUnless(!verifier.Check(signed with { Body = changed, DecodedBody = changed }, Now).IsGood, $"{profile.Name}, {scheme.Description}: verified though it was changed");
    }, [.. Ways.Select((way, number) => $"{(char)number}\u0003{Encoding.Latin1.GetString(SenderSample.Of(way.Profile)!.Fill(Url, Now).Body)}"), "", "\u0001", "\u0002\0\u00ff\ud800"]);
}
