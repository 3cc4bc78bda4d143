using System.Net;
using System.Security.Cryptography;
using System.Text;
using Creel.Signatures;
using Creel.Tests.Inbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Signatures;

/// <summary>Fetching certificates of SNS, once for all who wait, and keeping them.</summary>
public sealed class SigningCertificatesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly SetClock _clock = new(SnsChain.Now);
    private readonly List<Uri> _asked = [];

    [Fact]
    public async Task Makes_a_message_good_that_needed_a_key()
    {
        var certificates = Certificates(_ => Task.FromResult(SnsChain.Amazon.Pem()));
        var request = SnsChain.Request(SnsChain.Sign(SnsChain.Message("Notification", "2")), certificates.Find);
        var verifier = new SnsScheme().Bind([SnsChain.Topic]);
        var check = verifier.Check(request, SnsChain.Now);
        Assert.Equal(SignatureFault.KeyNeeded, check.Fault);
        Assert.Equal(new KeyFetch(null), await certificates.FetchAsync(check.Place, Cancel));
        Assert.Equal(SignatureCheck.Good, verifier.Check(request, SnsChain.Now));
    }

    [Fact]
    public async Task Is_kept_for_a_day()
    {
        var certificates = Certificates(_ => Task.FromResult(SnsChain.Amazon.Pem()));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
        _clock.Pass(TimeSpan.FromHours(23));
        Assert.NotNull(certificates.Find(SnsChain.Url));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
        Assert.Single(_asked);
        _clock.Pass(TimeSpan.FromHours(1));
        Assert.Null(certificates.Find(SnsChain.Url));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Is_not_kept_longer_than_it_is_good()
    {
        var certificates = Certificates(_ => Task.FromResult(SnsChain.Amazon.Pem(to: SnsChain.Now.AddHours(1))));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
        _clock.Pass(TimeSpan.FromMinutes(59));
        Assert.NotNull(certificates.Find(SnsChain.Url));
        _clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Null(certificates.Find(SnsChain.Url));
    }

    [Fact]
    public async Task Who_asks_at_once_waits_for_one_fetch()
    {
        var answer = new TaskCompletionSource<string>();
        var certificates = Certificates(_ => answer.Task);
        var waiting = Enumerable.Range(0, 50).Select(_ => certificates.FetchAsync(SnsChain.Url, Cancel)).ToList();
        answer.SetResult(SnsChain.Amazon.Pem());
        Assert.All(await Task.WhenAll(waiting), fetch => Assert.True(fetch.IsThere));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Who_gives_up_does_not_end_it_for_others()
    {
        var answer = new TaskCompletionSource<string>();
        var certificates = Certificates(_ => answer.Task);
        using var gone = new CancellationTokenSource();
        var first = certificates.FetchAsync(SnsChain.Url, gone.Token);
        var second = certificates.FetchAsync(SnsChain.Url, Cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(SnsChain.Amazon.Pem());
        Assert.True((await second).IsThere);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_minute()
    {
        var fails = true;
        var certificates = Certificates(_ => fails ? Task.FromException<string>(new HttpRequestException("no route to host")) : Task.FromResult(SnsChain.Amazon.Pem()));
        var fetch = await certificates.FetchAsync(SnsChain.Url, Cancel);
        Assert.Contains("no route to host", fetch.Problem, StringComparison.Ordinal);
        Assert.Contains(SnsChain.Url, fetch.Problem, StringComparison.Ordinal);
        fails = false;
        _clock.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal(fetch, await certificates.FetchAsync(SnsChain.Url, Cancel));
        Assert.Single(_asked);
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
    }

    [Fact]
    public async Task Does_so_many_at_a_time_and_refuses_the_rest_at_once()
    {
        var answer = new TaskCompletionSource<string>();
        var certificates = Certificates(_ => answer.Task);
        var running = Enumerable.Range(0, 8).Select(i => certificates.FetchAsync(Url(i), Cancel)).ToList();
        Assert.Contains("Too many", (await certificates.FetchAsync(Url(8), Cancel)).Problem, StringComparison.Ordinal);
        answer.SetResult(SnsChain.Amazon.Pem());
        Assert.All(await Task.WhenAll(running), fetch => Assert.True(fetch.IsThere));
        Assert.True((await certificates.FetchAsync(Url(8), Cancel)).IsThere);
    }

    [Fact]
    public async Task Made_up_names_push_no_good_certificate_out()
    {
        var certificates = Certificates(url => url.AbsoluteUri == SnsChain.Url ? Task.FromResult(SnsChain.Amazon.Pem()) : Task.FromException<string>(new HttpRequestException("404")));
        Assert.True((await certificates.FetchAsync(SnsChain.Url, Cancel)).IsThere);
        for (var i = 0; i < 300; i++) Assert.False((await certificates.FetchAsync(Url(i), Cancel)).IsThere);
        Assert.NotNull(certificates.Find(SnsChain.Url));
        // The last failures are remembered, and the first ones forgotten.
        var asked = _asked.Count;
        await certificates.FetchAsync(Url(299), Cancel);
        Assert.Equal(asked, _asked.Count);
        await certificates.FetchAsync(Url(0), Cancel);
        Assert.Equal(asked + 1, _asked.Count);
    }

    [Theory]
    [InlineData("https://example.com/a.pem")]
    [InlineData("https://sns.s3-eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443/a.pem")]
    [InlineData("nonsense")]
    public async Task Asks_nobody_but_SNS(string url)
    {
        var certificates = Certificates(_ => Task.FromResult(SnsChain.Amazon.Pem()));
        Assert.False((await certificates.FetchAsync(url, Cancel)).IsThere);
        Assert.Empty(_asked);
    }

    // As the SDK of AWS for Java has them.
    [Theory]
    [InlineData("eu-west-1", "", "sns.amazonaws.com", true)]
    [InlineData("me-central-1", "", "sns-signing.me-central-1.amazonaws.com", true)]
    [InlineData("cn-north-1", ".cn", "sns-cn-north-1.amazonaws.com.cn", true)]
    [InlineData("cn-northwest-1", ".cn", "sns-cn-northwest-1.amazonaws.com.cn", true)]
    [InlineData("us-gov-east-1", "", "sns-us-gov-west-1.amazonaws.com", true)]
    [InlineData("us-gov-west-1", "", "sns-us-gov-west-1.amazonaws.com", true)]
    [InlineData("eu-west-1", "", "sns-signing.me-central-1.amazonaws.com", false)]
    [InlineData("cn-north-1", ".cn", "sns.amazonaws.com", false)]
    [InlineData("eu-west-1", "", "sqs.amazonaws.com", false)]
    [InlineData("eu-west-1", "", "sns.amazonaws.com.example.com", false)]
    [InlineData("eu-west-1", "", "*.amazonaws.com", false)]
    public async Task Is_made_out_to_SNS_of_its_region(string region, string end, string name, bool taken)
    {
        var certificates = Certificates(_ => Task.FromResult(SnsChain.Amazon.Pem(name, subject: "CN=sns.amazonaws.com")));
        Assert.Equal(taken, (await certificates.FetchAsync($"https://sns.{region}.amazonaws.com{end}/a.pem", Cancel)).IsThere);
    }

    public static TheoryData<string, string> NotGood()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = RSA.Create(2048);
        var amazon = SnsChain.Amazon;
        return new()
        {
            { "", "no certificate" },
            { "<html>not found</html>", "no certificate" },
            { "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "can't be read" },
            { stranger.ExportPkcs8PrivateKeyPem(), "no certificate" },
            { new SnsChain("CN=Made-up Root", stranger).Pem(), "not trusted" },
            { amazon.PemBelow(withIt: false), "not trusted" },
            { amazon.Pem(from: SnsChain.Now.AddDays(-2), to: SnsChain.Now.AddSeconds(-1)), "NotTimeValid" },
            { amazon.Pem(from: SnsChain.Now.AddDays(1)), "NotTimeValid" },
            { amazon.Pem(key: small), "1024 bits" },
            { amazon.Pem(key: curve), "" },
        };
    }

    [Theory, MemberData(nameof(NotGood))]
    public async Task Takes_no_certificate_that_proves_nothing(string pem, string problem)
    {
        var certificates = Certificates(_ => Task.FromResult(pem));
        var fetch = await certificates.FetchAsync(SnsChain.Url, Cancel);
        Assert.False(fetch.IsThere);
        Assert.Contains(problem, fetch.Problem, StringComparison.Ordinal);
        Assert.Null(certificates.Find(SnsChain.Url));
    }

    [Fact]
    public async Task Takes_those_above_it_from_the_same_file() =>
        Assert.Equal(new KeyFetch(null), await Certificates(_ => Task.FromResult(SnsChain.Amazon.PemBelow(withIt: true))).FetchAsync(SnsChain.Url, Cancel));

    // As Amazon publishes them: the certificate alone, and in it where the one above is.
    [Fact]
    public async Task Fetches_the_one_above_it_from_where_it_says()
    {
        var above = Array.Empty<byte>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapGet("/above.cer", () => Results.Bytes(above, "application/pkix-cert"));
        await app.StartAsync(Cancel);
        var pem = SnsChain.Amazon.PemBelow(withIt: false, at: $"{app.Urls.First()}/above.cer", publish: bytes => above = bytes);
        try
        {
            Assert.Equal(new KeyFetch(null), await Certificates(_ => Task.FromResult(pem)).FetchAsync(SnsChain.Url, Cancel));
        }
        finally
        {
            SnsChain.Forget();
        }
    }

    private static string Url(int number) => $"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-{number}.pem";

    private SigningCertificates Certificates(Func<Uri, Task<string>> source) => new(async (url, _) =>
    {
        lock (_asked) _asked.Add(url);
        return Encoding.ASCII.GetBytes(await source(url));
    }, SnsChain.Amazon.Roots, _clock);
}
