using System.Text;
using Creel.Senders;
using Creel.Server.Sending;
using Creel.Signatures;
using Creel.Tests.Senders;

namespace Creel.Server.Tests.Sending;

public sealed class SendSigningTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "X-Hub-Signature-256")]
    [InlineData("1", "X-Hub-Signature-256")]
    [InlineData("2", "X-Hub-Signature")]
    [InlineData("x-hub-signature", "X-Hub-Signature")]
    [InlineData("hmac", "X-Hub-Signature-256")]
    public void A_scheme_is_chosen_by_number_kind_or_header_and_else_the_strongest(string? wanted, string header) =>
        Assert.Equal(header, Choose("github", "s3cret", wanted).Scheme.Header);

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("ed25519")]
    public void A_scheme_that_there_is_not_is_answered_with_those_that_there_are(string wanted)
    {
        var error = Assert.Throws<CommandException>(() => Choose("github", "s3cret", wanted));
        Assert.Equal(2, error.ExitCode);
        Assert.Contains("X-Hub-Signature-256", error.Message);
        Assert.DoesNotContain("s3cret", error.Message);
    }

    [Fact]
    public void Of_several_kinds_of_secret_each_signs_in_its_own_way()
    {
        var profile = SenderCatalog.Embedded.Find("standard-webhooks")!;
        foreach (var scheme in profile.Schemes)
        {
            Assert.Same(scheme, Choose("standard-webhooks", MadeUpKeys.For(scheme, 1)!.Signs, null).Scheme);
        }
    }

    [Theory]
    [InlineData("discord")]
    [InlineData("sendgrid")]
    [InlineData("standard-webhooks")]
    public void A_public_key_signs_nothing_and_says_so(string sender)
    {
        var profile = SenderCatalog.Embedded.Find(sender)!;
        var key = MadeUpKeys.For(profile.Schemes.First(scheme => scheme.SignsWithAnotherKey), 1)!;

        var error = Assert.Throws<CommandException>(() => SendSigning.Choose(profile, [.. profile.Schemes], [new HiddenText(key.Checks)], null, configured: true));

        Assert.Contains("public key", error.Message);
        Assert.DoesNotContain(key.Checks, error.Message);
    }

    [Fact]
    public void A_secret_of_another_kind_is_refused_and_not_repeated()
    {
        var error = Assert.Throws<CommandException>(() => Choose("svix", "s3cret of some other kind", null));
        Assert.Contains("whsec_", error.Message);
        Assert.DoesNotContain("s3cret", error.Message);
    }

    [Fact]
    public void It_never_shows_its_secret() => Assert.DoesNotContain("s3cret", $"{Choose("github", "s3cret", null)} {Plan("github", "s3cret")}");

    [Fact]
    public void What_the_user_says_replaces_the_samples_and_is_signed()
    {
        var plan = Plan("aruba-central", "s3cret") with
        {
            Body = SendBody.Same("{\"mine\": true}"u8.ToArray()),
            Headers = [new("X-Central-Delivery-ID", "mine")],
            Method = HttpMethod.Put,
            ContentType = "application/x-mine",
        };
        var request = SendRequests.Next(plan, Now);

        Assert.Equal(("PUT", "application/x-mine", "mine"), (request.Method, request.Headers["Content-Type"], request.Headers["X-Central-Delivery-ID"]));
        Assert.Equal("{\"mine\": true}", Encoding.UTF8.GetString(request.Body));
        Assert.True(plan.Signing!.Scheme.Bind(["s3cret"]).Check(request.AsSigned(), Now).IsGood);
        using var message = SendRequests.Message(plan, request);
        Assert.Equal(["mine"], message.Headers.GetValues("X-Central-Delivery-ID"));
    }

    [Theory]
    [InlineData("trello")]
    [InlineData("twilio")]
    [InlineData("azure-event-grid")]
    public void It_is_signed_for_the_url_that_the_sender_knows_and_sent_to_the_one_that_is_there(string sender)
    {
        var plan = Plan(sender, "s3cret");
        plan = plan with { Target = plan.Target with { KnownAs = new Uri("https://creel.example.net/base/hooks/here") } };
        var scheme = plan.Signing!.Scheme;
        var request = SendRequests.Next(plan, Now);

        Assert.True(scheme.Bind(["s3cret"]).Check(request.AsSigned(), Now).IsGood);
        Assert.StartsWith("https://creel.example.net/base/hooks/here", request.Url.AbsoluteUri);
        var address = SendRequests.Address(plan.Target, request);
        Assert.Equal(("192.0.2.10:5443", "/hooks/here", request.Url.Query), (address.Authority, address.AbsolutePath, address.Query));
    }

    [Fact]
    public void What_cannot_be_signed_is_wrong_usage()
    {
        var plan = Plan("microsoft-graph", "s3cret") with { Body = SendBody.Same("no JSON"u8.ToArray()) };
        Assert.Equal(2, Assert.Throws<CommandException>(() => SendRequests.Try(plan, Now)).ExitCode);
    }

    private static SendSigning Choose(string sender, string secret, string? wanted)
    {
        var profile = SenderCatalog.Embedded.Find(sender)!;
        return SendSigning.Choose(profile, [.. profile.Schemes], [new HiddenText(secret)], wanted);
    }

    private static SendPlan Plan(string sender, string secret)
    {
        var signing = Choose(sender, secret, sender == "azure-event-grid" ? "query" : null);
        return new SendPlan
        {
            Target = new SendTarget(new Uri("https://192.0.2.10:5443/hooks/here"), null, null),
            Sender = signing.Sender,
            Sample = SenderSample.Of(signing.Sender),
            Signing = signing,
            Schedule = SendSchedule.AsFastAsAnswered,
        };
    }
}
