using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Creel.Tests.Receiving;

public sealed class SourceGateTests
{
    private const string Secret = "t0ken/with=odd+signs";

    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Admission Enter(HttpRequest request, Caller caller, Source source) => SourceGate.Enter(request, caller, source, SignedRequest.Of(request, null), At);

    private static readonly Source Mixed = Source("mixed") with
    {
        Basic = [new("noc", "first"), new("noc", "second")],
        Bearer = [new("old-bearer"), new("new-bearer")],
        Headers = [new("X-Auth-Token", new(Secret)), new("X-Auth-Token", new("other")), new("X-Umlaut", new("schlüssel"))],
    };

    [Theory]
    [InlineData("Authorization", "Basic bm9jOmZpcnN0", true)]
    [InlineData("Authorization", "basic bm9jOnNlY29uZA==", true)]
    [InlineData("Authorization", "Basic bm9jOnRoaXJk", false)]
    [InlineData("Authorization", "Bearer old-bearer", true)]
    [InlineData("Authorization", "BEARER  new-bearer ", true)]
    [InlineData("Authorization", "Bearer new-bearer2", false)]
    [InlineData("Authorization", "Bearer", false)]
    [InlineData("Authorization", "Bearer ", false)]
    [InlineData("Authorization", "new-bearer", false)]
    [InlineData("X-Auth-Token", Secret, true)]
    [InlineData("x-auth-token", "other", true)]
    [InlineData("X-Auth-Token", "Other", false)]
    [InlineData("X-Auth-Token", "", false)]
    [InlineData("X-Umlaut", "schlüssel", true)]
    [InlineData("X-Umlaut", "schl\u00c3\u00bcssel", true)] // its UTF-8 bytes, a character each, as the receiving host hands them on
    [InlineData("X-Other", Secret, false)]
    public void Takes_any_of_a_source_s_credentials_and_nothing_else(string name, string value, bool taken)
    {
        var admission = Enter(Request((name, value)), Somebody, Mixed);
        Assert.Equal(taken, admission.Refusal is null);
        if (taken) Assert.Equal(Verdict.Verified, admission.Verdict);
    }

    [Fact]
    public void A_header_that_comes_twice_proves_nothing()
    {
        Assert.Equal("the header X-Auth-Token came 2 times; it must come once",
            Enter(Request(("X-Auth-Token", new([Secret, Secret]))), Somebody, Mixed).Refusal!.NextStep);
        Assert.Equal("the Authorization header came 2 times; it must come once",
            Enter(Request(("Authorization", new(["Bearer old-bearer", "Bearer old-bearer"]))), Somebody, Mixed).Refusal!.NextStep);
    }

    [Fact]
    public void Long_secrets_are_compared_whole()
    {
        var secret = new string('a', 5000);
        var source = Source("long") with { Headers = [new("X-Key", new(secret))] };
        Assert.Null(Enter(Request(("X-Key", secret)), Somebody, source).Refusal);
        Assert.NotNull(Enter(Request(("X-Key", secret + "a")), Somebody, source).Refusal);
        Assert.NotNull(Enter(Request(("X-Key", secret[1..])), Somebody, source).Refusal);
    }

    [Fact]
    public void An_open_source_takes_anybody_and_says_so_in_the_verdict()
    {
        var open = Source("open") with { Open = true };
        Assert.Equal(new Admission(null, Verdict.Open), Enter(Request(), Somebody, open));
        Assert.NotNull(Enter(Request(), Somebody, open with { Open = false }).Refusal);
    }

    [Theory]
    [InlineData("192.0.2.77", true)]
    [InlineData("::ffff:192.0.2.77", true)]
    [InlineData("2001:db8:7::1", true)]
    [InlineData("192.0.3.1", false)]
    [InlineData(null, false)]
    public void Takes_only_allowed_addresses_even_with_good_credentials(string? address, bool taken)
    {
        var source = Mixed with { Allow = [IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("2001:db8:7::/48")] };
        foreach (var tried in (Source[])[source, source with { Open = true }])
        {
            var refusal = Enter(Request(("X-Auth-Token", Secret)), From(address), tried).Refusal;
            Assert.Equal(taken, refusal is null);
            if (!taken) Assert.Equal((401, "address not allowed"), (refusal!.Status, refusal.Reason));
        }
    }

    [Theory]
    [InlineData("controller", true, null)]
    [InlineData("CN=controller", true, null)]
    [InlineData("other", false, "the client certificate is that of CN=controller, whom source `mutual` does not name")]
    public void Takes_the_client_certificates_that_a_source_names(string wanted, bool taken, string? nextStep)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=controller", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(70));
        var source = Source("mutual") with { ClientSubjects = ["somebody", wanted] };
        var request = Request();
        Assert.Equal("no credentials", Enter(request, Somebody, source).Refusal!.Reason);
        request.HttpContext.Connection.ClientCertificate = certificate;
        var (refusal, verdict, _) = Enter(request, Somebody, source);
        Assert.Equal((taken, nextStep), (refusal is null && verdict == Verdict.Verified, refusal?.NextStep));
        Assert.NotNull(Enter(request, Somebody, source with { ClientSubjects = [], Bearer = [new("token")] }).Refusal);
    }

    [Fact]
    public void The_root_takes_the_credentials_of_any_source_from_where_that_source_takes_them()
    {
        Source[] sources =
        [
            Source("one") with { Basic = [new("noc", "first")], Allow = [IPNetwork.Parse("192.0.2.0/24")] },
            Source("two") with { Headers = [new("X-Auth-Token", new(Secret))] },
            Source("three") with { Open = true },
        ];
        Assert.Null(SourceGate.EnterAny(Request(("Authorization", "Basic bm9jOmZpcnN0")), From("192.0.2.1"), sources, At));
        Assert.Null(SourceGate.EnterAny(Request(("X-Auth-Token", Secret)), From("198.51.100.1"), sources, At));
        Assert.Equal("wrong credentials", SourceGate.EnterAny(Request(("Authorization", "Basic bm9jOmZpcnN0")), From("198.51.100.1"), sources, At)!.Reason);
        Assert.Equal("no credentials", SourceGate.EnterAny(Request(), From("192.0.2.1"), sources, At)!.Reason);
        Assert.Null(SourceGate.EnterAny(Request(), From("192.0.2.1"), [sources[2], sources[2]], At));
        Assert.Equal("no credentials", SourceGate.EnterAny(Request(), From("192.0.2.1"), [], At)!.Reason);
    }

    [Fact]
    public void The_challenge_names_the_schemes_that_are_taken()
    {
        Assert.Equal(["Basic realm=\"creel\", charset=\"UTF-8\"", "Bearer realm=\"creel\""], ChallengeOf(Mixed));
        Assert.Equal(["Bearer realm=\"creel\""], ChallengeOf(Mixed with { Basic = [] }));
        Assert.Equal(["Basic realm=\"creel\", charset=\"UTF-8\""], ChallengeOf(Mixed with { Bearer = [] }));
        Assert.Empty(ChallengeOf(Mixed with { Basic = [], Bearer = [] }));
    }

    [Theory]
    [InlineData(null, null, "no credentials", "the sender sent none of what source `mixed` takes: HTTP Basic or a Bearer token or the header X-Auth-Token or the header X-Umlaut")]
    [InlineData("Authorization", "Basic bm9jOnRoaXJk", "wrong credentials", "user or password differ from `creel auth show mixed`")]
    [InlineData("Authorization", "Bearer guess", "wrong credentials", "the Bearer token differs from those of source `mixed`")]
    [InlineData("Authorization", "Digest guess", "wrong credentials", "the Authorization header is not what source `mixed` takes: HTTP Basic or a Bearer token or the header X-Auth-Token or the header X-Umlaut")]
    [InlineData("X-Auth-Token", "guess", "wrong credentials", "the value of the header X-Auth-Token differs from those of source `mixed`")]
    public void The_operator_is_told_what_is_wrong_and_the_sender_always_the_same(string? name, string? value, string reason, string nextStep)
    {
        var refusal = Enter(name is null ? Request() : Request((name, value!)), Somebody, Mixed).Refusal!;
        Assert.Equal((401, reason, nextStep), (refusal.Status, refusal.Reason, refusal.NextStep));
        Assert.Equal("Unauthorized\n", Encoding.UTF8.GetString(refusal.Body));
        Assert.DoesNotContain("guess", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_source_shows_a_secret() =>
        Assert.All((string[])[Secret, "first", "bearer", "schl"], secret => Assert.DoesNotContain(secret,
            $"{Mixed} {string.Join(' ', Mixed.Basic)} {string.Join(' ', Mixed.Bearer)} {string.Join(' ', Mixed.Headers)}", StringComparison.Ordinal));

    private static IEnumerable<string?> ChallengeOf(Source source) =>
        Enter(Request(), Somebody, source).Refusal!.Headers.FirstOrDefault().Value;

    private static Caller Somebody { get; } = From("198.51.100.9");

    private static Caller From(string? address) => new(address is null ? null : IPAddress.Parse(address), address ?? "unknown", null);

    private static Source Source(string name) => new()
    {
        Name = name,
        Path = "/" + name,
        Sender = SenderCatalog.Embedded.Find("generic")!,
        BodyLimit = Creel.Configuration.Source.DefaultBodyLimit,
    };

    private static HttpRequest Request(params (string Name, StringValues Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return request;
    }
}
