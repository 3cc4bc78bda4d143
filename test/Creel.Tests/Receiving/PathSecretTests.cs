using System.Net;
using System.Text;
using Creel.Configuration;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Receiving;

/// <summary>A secret at the end of the URL's path.</summary>
public sealed class PathSecretTests
{
    private const string Secret = "s3cret-of.the~sender_1";

    private static readonly SignatureScheme Scheme = AuthCompiler.Compile(new AuthData { Scheme = "path" })!;

    private static Topology Topology => new(
    [
        ReceivingServer.Source("hooks") with { Schemes = [Scheme], Signatures = SourceSignatures.Bind([Scheme], [Secret, "the-one-before"]) },
        ReceivingServer.Source("open") with { Open = true },
    ]);

    [Theory]
    [InlineData("/hooks/" + Secret)]
    [InlineData("/hooks/" + Secret + "/")]
    [InlineData("/hooks/" + Secret + "?a=b")]
    [InlineData("/hooks/the-one-before")]
    [InlineData("/hooks/%73%33cret-of.the~sender_1")]
    public async Task Is_taken_and_never_kept(string target)
    {
        await using var server = await ReceivingServer.StartAsync(Topology);
        foreach (var version in new[] { "1.1", "2.0" })
        {
            using var client = server.Client(version);
            using var answer = await client.PostAsync(target, new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var outcome = await server.OutcomeAsync();
            Assert.Equal(("/hooks", "hooks"), (outcome.Path, outcome.Source));
            Assert.Equal("/hooks", server.Kept()[^1].Summary.Path);
        }
    }

    [Theory]
    [InlineData("/hooks", "no credentials")]
    [InlineData("/hooks/", "no credentials")]
    [InlineData("/hooks//", "no credentials")]
    [InlineData("/hooks/s3cret-of.the~sender_2", "wrong credentials")]
    [InlineData("/hooks/" + Secret + "/more", "wrong credentials")]
    [InlineData("/hooks/more/" + Secret, "wrong credentials")]
    [InlineData("/hooks//" + Secret, "wrong credentials")]
    public async Task Another_one_is_refused_and_shown_nowhere(string target, string reason)
    {
        await using var server = await ReceivingServer.StartAsync(Topology);
        using var client = server.Client("1.1");
        using var answer = await client.PostAsync(target, new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var outcome = await server.OutcomeAsync();
        Assert.Equal("/hooks", outcome.Path.TrimEnd('/'));
        Assert.Equal(reason, outcome.Reason);
        Assert.DoesNotContain("s3cret", outcome.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Kept());
    }

    [Fact]
    public async Task Is_not_in_the_quarantine_either()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Topology = Topology;
        using var client = server.Client(password: null);
        using var wrong = await client.PostAsync("/hooks/s3cret-of-another", new StringContent("{}"), TestContext.Current.CancellationToken);
        using var method = await client.PatchAsync($"/hooks/{Secret}", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(["405 /hooks", "401 /hooks"], (await server.RefusedAsync()).OrderByDescending(one => one.Row.Status).Select(one => $"{one.Row.Status} {one.Row.Path}"));
        Assert.DoesNotContain("s3cret", server.QuarantineBytes(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hook/" + Secret)]
    [InlineData("/hooks" + Secret)]
    [InlineData("/open/" + Secret)]
    public async Task Does_not_belong_to_other_paths(string target)
    {
        await using var server = await ReceivingServer.StartAsync(Topology);
        using var client = server.Client("1.1");
        using var answer = await client.PostAsync(target, new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void A_source_below_goes_first()
    {
        var below = ReceivingServer.Source("hooks/below") with { Open = true };
        var topology = new Topology([.. Topology.Sources, below]);
        Assert.Same(below, topology.Find("/hooks/below", out var secret));
        Assert.Null(secret);
        Assert.Equal("hooks", topology.Find("/hooks/beside", out secret)?.Name);
        Assert.Equal("beside", secret);
    }

    [Fact]
    public void A_signed_request_has_it_at_its_end()
    {
        var request = new OutgoingRequest { Method = "POST", Url = new Uri("https://creel.example.net/hooks/?a=b"), Body = [] };
        Scheme.Sign(request, Secret, default);
        Assert.Equal($"https://creel.example.net/hooks/{Secret}?a=b", request.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a%20")]
    public void What_a_path_can_not_carry_is_no_secret(string secret) => Assert.NotNull(Scheme.KeyProblem(secret));
}
