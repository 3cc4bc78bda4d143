using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving.Explaining;
using Creel.Signatures;
using static Creel.Tests.Receiving.SignedSources;

namespace Creel.Tests.Receiving;

/// <summary>Kept requests, tried again.</summary>
public sealed class VerificationTests
{
    private const string Body = """{"event":"x"}""";

    private static readonly Topology Configured = new([Source("one", Plain, Secret), Source("two", Timed, Other), Source("url", Called, Secret)]) { PublicUrl = "https://hooks.example.com" };

    [Fact]
    public void Is_verified_with_the_secret_that_signed_it_and_with_the_sources_own()
    {
        Assert.True(Try(Kept(Sent(Plain, Secret, Body)), new()).Verified);
        Assert.True(Try(Kept(Sent(Plain, "given-s3cret", Body)), new() { Secrets = ["another-one", "given-s3cret"] }).Verified);
        Assert.True(Try(Kept(Sent(Timed, Secret, Body)), new() { Sender = Timed.Name }).Verified);
        var wrong = Try(Kept(Sent(Plain, "given-s3cret", Body)), new());
        Assert.Equal((false, "wrong signature", null), (wrong.Verified, wrong.Reason, wrong.Explanation!.Cause));
        var given = Try(Kept(Sent(Plain, Secret, Body + "\n")) with { Body = Encoding.UTF8.GetBytes(Body) }, new() { Secrets = [Secret + "x", Secret] });
        Assert.Equal("body-changed", given.Explanation!.Cause);
        var blank = Try(Kept(Sent(Plain, Secret, Body)), new() { Secrets = [Secret + " "] });
        Assert.Contains("the secrets given", blank.Explanation!.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_at_the_time_at_which_it_came_where_that_is_known()
    {
        var kept = Kept(Sent(Timed, Other, Body, Noon)) with { Source = "two" };
        Assert.True(Try(kept, new()).Verified);
        Assert.Equal("stale signature", Try(kept with { At = Noon.AddHours(1) }, new()).Reason);
        Assert.True(Try(kept with { At = null }, new()).Verified);
    }

    [Fact]
    public void Takes_the_URL_that_is_said()
    {
        var kept = Kept(Sent(Called, Secret, "a=1", url: "https://hooks.example.com:8443/hooks/url?token=s3cret")) with { Source = "url", Path = "/hooks/url", Query = "?token=***", Redacted = ["query.token"] };
        var masked = Try(kept, new());
        Assert.False(masked.Verified);
        Assert.Contains("--url", masked.Explanation!.NextStep, StringComparison.Ordinal);
        Assert.True(Try(kept, new() { Url = "https://hooks.example.com:8443/hooks/url?token=s3cret" }).Verified);
        Assert.Contains("The URL is none", Try(kept, new() { Url = "/hooks" }).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_why_it_can_not_be_tried()
    {
        var kept = Kept(Sent(Plain, Secret, Body));
        Assert.Contains("never read", Try(kept with { Extent = BodyExtent.Unread }, new()).Problem, StringComparison.Ordinal);
        Assert.Contains("Only the beginning", Try(kept with { Extent = BodyExtent.Cut }, new()).Problem, StringComparison.Ordinal);
        Assert.Contains("taken out of its body", Try(kept with { Redacted = ["sharedSecret"] }, new()).Problem, StringComparison.Ordinal);
        Assert.Contains("is masked", Try(kept with { Redacted = ["header.x-plain-signature"] }, new()).Problem, StringComparison.Ordinal);
        Assert.Contains("no sender `nobody`", Try(kept, new() { Sender = "nobody" }).Problem, StringComparison.Ordinal);
        Assert.Contains("signs nothing", Try(kept, new() { Sender = "catalyst-center", Secrets = [Secret] }).Problem, StringComparison.Ordinal);
        Assert.Contains("no secret to try", Try(kept with { Source = "gone", Path = "/gone" }, new() { Sender = "made-up-plain" }).Problem, StringComparison.Ordinal);
        Assert.Contains("is not known", Try(kept with { Source = null, Path = "/gone" }, new() { Secrets = [Secret] }).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_no_secret_that_was_given()
    {
        var outcome = Try(Kept(Sent(Plain, "unheard-of", Body)), new() { Secrets = ["s3cret-that-is-given", "whsec_s3cret"] });
        var said = string.Join('\n', [outcome.ToString(), outcome.Reason!, .. Said(outcome.Explanation!)]);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("s3cret-that-is-given"u8, Encoding.UTF8.GetBytes(Body))), said, StringComparison.Ordinal);
    }

    private static VerifyOutcome Try(KeptRequest kept, VerifyWish wish) => new Verification(Configured).Try(kept, wish);

    private static KeptRequest Kept(OutgoingRequest sent) => new()
    {
        Method = "POST",
        Path = "/hooks/one",
        Query = "",
        Tls = true,
        Headers = [.. sent.Headers, new("Host", "hooks.example.com")],
        Body = sent.Body,
        Redacted = [],
        Source = "one",
        At = Noon,
    };
}
