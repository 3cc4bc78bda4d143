using System.Net;
using System.Text;
using Creel.Senders;
using Creel.Signatures;
using CsCheck;

namespace Creel.Tests.Senders;

/// <summary>Every way in which every sender proves itself, driven from its profile: adding a sender adds these.</summary>
public sealed class SenderSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Url = new("https://creel.example.net/hooks/here");

    public static TheoryData<string, int> Schemes => [..
        from profile in SenderCatalog.Embedded.All
        from scheme in profile.Schemes.Select((scheme, number) => (scheme, number))
        where MadeUpKeys.For(scheme.scheme, 1) is not null
        select (profile.Name, scheme.number)];

    // Signed with a key that is somebody else's alone: these have tests of their own.
    private static readonly string[] CannotBeMadeUp = ["aws-sns"];

    [Fact]
    public void A_key_can_be_made_up_for_every_scheme() => Assert.Empty(
        from profile in SenderCatalog.Embedded.All
        where !CannotBeMadeUp.Contains(profile.Name)
        from scheme in profile.Schemes
        where MadeUpKeys.For(scheme, 1) is null
        select $"{profile.Name}: {scheme.Description}");

    [Theory, MemberData(nameof(Schemes))]
    public void What_it_signs_is_verified_and_with_another_secret_it_is_not(string sender, int number)
    {
        var (profile, scheme) = Find(sender, number);
        var (key, other) = (MadeUpKeys.For(scheme, 1)!, MadeUpKeys.For(scheme, 2)!);
        var request = Signed(profile, scheme, key.Signs);
        Assert.Equal(SignatureCheck.Good, Check([scheme], [key.Checks], request, Now));
        // With all that the sender can do: the same one decides.
        Assert.True(Check(profile.Schemes, [key.Checks], request, Now).IsGood);
        Assert.False(Check([scheme], [other.Checks], request, Now).IsGood);
        Assert.False(Check(profile.Schemes, [other.Checks], request, Now).IsGood);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void While_a_secret_is_replaced_both_are_good_and_afterwards_only_one(string sender, int number)
    {
        var (profile, scheme) = Find(sender, number);
        var (old, next) = (MadeUpKeys.For(scheme, 1)!, MadeUpKeys.For(scheme, 2)!);
        foreach (var key in new[] { old, next }) Assert.True(Check([scheme], [old.Checks, next.Checks], Signed(profile, scheme, key.Signs), Now).IsGood);
        Assert.False(Check([scheme], [next.Checks], Signed(profile, scheme, old.Signs), Now).IsGood);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Without_a_secret_nothing_is_ever_verified(string sender, int number)
    {
        var (profile, scheme) = Find(sender, number);
        Assert.False(SourceSignatures.Bind(profile.Schemes, []).Any);
        Assert.NotNull(scheme.KeyProblem(""));
        Assert.False(SourceSignatures.Bind(profile.Schemes, [""]).Any);
        // Unsigned, or with an empty mark, against a real one.
        var key = MadeUpKeys.For(scheme, 1)!;
        var request = SenderSample.Of(profile)!.Fill(Url, Now);
        Assert.False(Check([scheme], [key.Checks], request, Now).IsGood);
        if (scheme.Header is not { } header) return;
        request.Headers[header] = "";
        Assert.False(Check([scheme], [key.Checks], request, Now).IsGood);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void One_bit_anywhere_in_what_is_signed_or_in_the_signature_and_it_is_refused(string sender, int number)
    {
        var (profile, scheme) = Find(sender, number);
        if (scheme.SendsSecret) return;
        var key = MadeUpKeys.For(scheme, 1)!;
        var good = Signed(profile, scheme, key.Signs);
        var verifier = scheme.Bind([key.Checks]);
        var headers = SignedHeaders(profile, number, scheme).ToList();
        var places = headers.Select(name => (Name: name, Bits: good.Headers[name].Length * 8)).Prepend((Name: "", Bits: good.Body.Length * 8)).ToList();
        Gen.Select(Gen.Int[0, places.Count - 1], Gen.Int[0, int.MaxValue]).Sample((place, at) =>
        {
            var (name, bits) = places[place];
            if (bits == 0) return;
            var changed = Flip(good, name, at % bits);
            if (changed is null) return;
            var check = verifier.Check(changed.AsSigned(), Now);
            Assert.False(check.IsGood && !SaysTheSame(good, changed, name), $"bit {at % bits} of {(name.Length == 0 ? "the body" : name)}: {check.Fault}");
        }, iter: 300);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void A_time_that_is_signed_has_a_window_both_ways(string sender, int number)
    {
        var (profile, scheme) = Find(sender, number);
        if (scheme.Time is not { } time) return;
        var key = MadeUpKeys.For(scheme, 1)!;
        var request = Signed(profile, scheme, key.Signs);
        var second = TimeSpan.FromSeconds(1);
        Assert.True(Check([scheme], [key.Checks], request, Now + time.Tolerance).IsGood);
        Assert.True(Check([scheme], [key.Checks], request, Now - time.Tolerance).IsGood);
        Assert.Equal(SignatureFault.Stale, Check([scheme], [key.Checks], request, Now + time.Tolerance + second).Fault);
        Assert.Equal(SignatureFault.Early, Check([scheme], [key.Checks], request, Now - time.Tolerance - second).Fault);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void A_weaker_proof_that_is_good_does_not_help_a_stronger_one_that_is_not(string sender, int number)
    {
        var (profile, weaker) = Find(sender, number);
        var schemes = profile.Schemes.ToList();
        foreach (var stronger in schemes.Take(number).Where(scheme => MadeUpKeys.For(scheme, 1) is not null))
        {
            var (strong, wrong, weak) = (MadeUpKeys.For(stronger, 1)!, MadeUpKeys.For(stronger, 2)!, MadeUpKeys.For(weaker, 1)!);
            var request = SenderSample.Of(profile)!.Fill(Url, Now);
            stronger.Sign(request, wrong.Signs, Now);
            weaker.Sign(request, weak.Signs, Now);
            // Two that stand in one header, which holds one, can't come together.
            if (!stronger.Bind([strong.Checks]).IsPresent(request.AsSigned())) continue;
            Assert.False(Check(schemes, [strong.Checks, weak.Checks], request, Now).IsGood, $"{weaker.Description} beside {stronger.Description}");
        }
    }

    [Theory, MemberData(nameof(Schemes))]
    public void A_weaker_proof_that_is_good_does_not_help_signatures_of_unknown_versions(string sender, int number)
    {
        var (profile, weaker) = Find(sender, number);
        foreach (var stronger in profile.Schemes.Take(number).Where(scheme => !scheme.SendsSecret && scheme.Header is not null && scheme.Header != weaker.Header && MadeUpKeys.For(scheme, 1) is not null))
        {
            var request = Signed(profile, weaker, MadeUpKeys.For(weaker, 1)!.Signs);
            request.Headers[stronger.Header!] = "v9,AAAA";
            Assert.False(Check(profile.Schemes, [MadeUpKeys.For(stronger, 1)!.Checks, MadeUpKeys.For(weaker, 1)!.Checks], request, Now).IsGood, $"{weaker.Description} beside {stronger.Description}");
        }
    }

    private static (SenderProfile Profile, SignatureScheme Scheme) Find(string sender, int number)
    {
        var profile = SenderCatalog.Embedded.Find(sender)!;
        return (profile, profile.Schemes.ElementAt(number));
    }

    private static OutgoingRequest Signed(SenderProfile profile, SignatureScheme scheme, string secret)
    {
        var request = SenderSample.Of(profile)!.Fill(Url, Now);
        scheme.Sign(request, secret, Now);
        return request;
    }

    private static SignatureCheck Check(IEnumerable<SignatureScheme> schemes, IReadOnlyList<string> secrets, OutgoingRequest request, DateTimeOffset now)
    {
        var signatures = SourceSignatures.Bind(schemes, secrets);
        return signatures.Deciding(request.AsSigned()) is { } deciding ? deciding.Check(request.AsSigned(), now) : signatures.Missing;
    }

    /// <summary>The headers that it signs, the one with the time, and its own.</summary>
    private static IEnumerable<string> SignedHeaders(SenderProfile profile, int number, SignatureScheme scheme)
    {
        var data = profile.Auth.Where(auth => auth.Scheme is not null).ElementAt(number).Data;
        IEnumerable<string?> all = [scheme.Header, .. new SignedContent(data.Signed ?? "{body}").Headers, data.Timestamp?.From is ['h', 'e', 'a', 'd', 'e', 'r', '.', .. var time] ? time : null];
        return all.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Null: it would be no request any more.</summary>
    private static OutgoingRequest? Flip(OutgoingRequest good, string header, int bit)
    {
        var changed = new OutgoingRequest { Method = good.Method, Url = good.Url, Body = [.. good.Body] };
        foreach (var (name, value) in good.Headers) changed.Headers[name] = value;
        if (header.Length == 0)
        {
            changed.Body[bit / 8] ^= (byte)(1 << (bit % 8));
            return changed;
        }
        var text = Encoding.Latin1.GetBytes(good.Headers[header]);
        text[bit / 8] ^= (byte)(1 << (bit % 8));
        changed.Headers[header] = Encoding.Latin1.GetString(text);
        return text[bit / 8] is < (byte)' ' or 0x7f ? null : changed;
    }

    /// <summary>Another writing of the same bytes: hex in capitals, unused bits at the end of base64, an escape of a form in capitals.</summary>
    private static bool SaysTheSame(OutgoingRequest good, OutgoingRequest changed, string header)
    {
        if (header.Length == 0) return WebUtility.UrlDecode(Encoding.Latin1.GetString(good.Body)) == WebUtility.UrlDecode(Encoding.Latin1.GetString(changed.Body));
        var (was, now) = (good.Headers[header], changed.Headers[header]);
        if (was.Equals(now, StringComparison.OrdinalIgnoreCase) && was.All(c => char.IsAsciiHexDigit(c) || !char.IsAsciiLetterUpper(c))) return true;
        return Tail(was) is { } one && Tail(now) is { } two && one.AsSpan().SequenceEqual(two);
    }

    private static byte[]? Tail(string value) => SignatureEncoding.Base64.Decode(value.AsSpan(Math.Max(value.LastIndexOf(','), value.TrimEnd('=').LastIndexOf('=')) + 1));
}
