using System.Net;
using System.Text;
using Creel.Configuration;
using Creel.Senders;
using Creel.Signatures;
using Creel.Tests.Senders;

namespace Creel.Tests.Receiving;

/// <summary>Senders give up on one kind of answer and come back after another: who is refused reads 401, and what is our fault is a 503.</summary>
public sealed class AnswersFitSendersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Senders => [.. SenderCatalog.Embedded.All.Where(sender => sender.Schemes.Any()).Select(sender => sender.Name)];

    public static TheoryData<string> Signing => [.. Keys.Keys];

    [Theory, MemberData(nameof(Senders))]
    public async Task Who_proves_nothing_is_answered_401_whatever_it_sends(string name)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        await using var server = await ReceivingServer.StartAsync(new([Source(sender)]), also: settings => settings with
        {
            SigningKeys = new((_, _) => throw new HttpRequestException("nobody is called"), null, TimeProvider.System),
        });
        using var client = server.Client("1.1");
        var headers = sender.Schemes.Select(scheme => scheme.Header).OfType<string>().Distinct().ToList();
        // No more than who mistypes gets an answer at once.
        foreach (var (mark, body) in ((string?, string)[])[(null, ""), (null, "{}"), (null, "not JSON"), ("", "a=b&c=d"), ("x", ""), ("t=1,v1=00", "{}"), (new('0', 64), "not JSON"), ("v1,AAAA v1,AAAA", "[]")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (mark is not null) headers.ForEach(header => request.Headers.TryAddWithoutValidation(header, mark));
            using var answer = await client.SendAsync(request, Stop);
            Assert.Equal((mark, body, HttpStatusCode.Unauthorized), (mark, body, answer.StatusCode));
        }
        Assert.Empty(server.Kept());
    }

    [Theory, MemberData(nameof(Signing))]
    public async Task What_can_not_be_kept_is_answered_503_with_the_time_to_come_back(string name)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        await using var full = await ReceivingServer.StartAsync(new([Source(sender)]));
        full.RefuseToKeep("the disk is nearly full");
        await AssertComesBackAsync(full, sender);
        await using var crowded = await ReceivingServer.StartAsync(new([Source(sender)]), also: settings => settings with { Limits = new() { Memory = 1 } });
        await AssertComesBackAsync(crowded, sender);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_mistake_of_ours_is_answered_503_too(string version)
    {
        var source = Source(SenderCatalog.Embedded.Find("github")!) with { Signatures = new([new Mistaken()]) };
        await using var server = await ReceivingServer.StartAsync(new([source]));
        using var client = server.Client(version);
        using var answer = await client.PostAsync("/hooks", new StringContent("{}"), Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        var outcome = await server.OutcomeAsync();
        Assert.Equal("internal error", outcome.Reason);
        Assert.DoesNotContain("made up mistake", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("", 200, "", "text/xml")]
    [InlineData("respond: { body: taken }", 200, "taken", "text/plain; charset=utf-8")]
    [InlineData("respond: { status: 201 }", 201, "", "text/xml")]
    [InlineData("respond: { status: 202, body: ok }", 202, "ok", "text/plain; charset=utf-8")]
    public async Task An_event_is_acknowledged_as_its_sender_wants_unless_the_source_says_otherwise(string respond, int status, string body, string type)
    {
        var sender = ProfileCompiler.Compile(ProfileData.Parse("""{"name":"xml","title":"XML","acknowledge":{"status":200,"body":"","contentType":"text/xml"}}"""u8));
        var problems = new ConfigProblems();
        var file = new ConfigFileContent("/etc/creel/creel.yaml", Encoding.UTF8.GetBytes($"sources:\n  hooks:\n    path: /hooks\n    sender: xml\n    open: true\n    {respond}\n"), OthersCanRead: true);
        var options = ConfigReader.Read(file, new ConfigOutside(_ => null, (_, _) => []), problems)!;
        var sources = SourceCompiler.Compile(options, SenderCatalog.Embedded.With([sender]), problems);
        Assert.Empty(problems.All);
        await using var server = await ReceivingServer.StartAsync(new(sources));
        using var client = server.Client("1.1");
        using var answer = await client.PostAsync("/hooks", new StringContent("{}"), Stop);
        Assert.Equal((status, body, type), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Content.Headers.ContentType!.ToString()));
        Assert.True(answer.Headers.Contains("Creel-Event-Id"));
    }

    private static async Task AssertComesBackAsync(ReceivingServer server, SenderProfile sender)
    {
        using var client = server.Client("1.1");
        var now = TimeProvider.System.GetUtcNow();
        var signed = SenderSample.Of(sender)!.Fill(new Uri(client.BaseAddress!, "/hooks"), now);
        var key = Key(sender)!.Value;
        key.Scheme.Sign(signed, key.Key.Signs, now);
        using var request = new HttpRequestMessage(new(signed.Method), signed.Url) { Content = new ByteArrayContent(signed.Body) };
        foreach (var (header, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header, value)) request.Content.Headers.TryAddWithoutValidation(header, value);
        }
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        Assert.Empty(server.Kept());
    }

    private static Source Source(SenderProfile sender)
    {
        List<string> keys = Key(sender) is { } key ? [key.Key.Checks] : ["arn:aws:sns:eu-west-1:123456789012:alarms"];
        return ReceivingServer.Source("hooks") with { Sender = sender, Schemes = [.. sender.Schemes], Signatures = SourceSignatures.Bind(sender.Schemes, keys) };
    }

    private static readonly Dictionary<string, (SignatureScheme Scheme, MadeUpKey Key)> Keys = SenderCatalog.Embedded.All
        .SelectMany(sender => sender.Schemes.Select(scheme => (sender.Name, Scheme: scheme, Key: MadeUpKeys.For(scheme, 1))))
        .Where(one => one.Key is not null).GroupBy(one => one.Name).ToDictionary(some => some.Key, some => (some.First().Scheme, some.First().Key!));

    private static (SignatureScheme Scheme, MadeUpKey Key)? Key(SenderProfile sender) => Keys.TryGetValue(sender.Name, out var key) ? key : null;

    private sealed class Mistaken() : SignatureVerifier(SenderCatalog.Embedded.Find("github")!.Schemes.First())
    {
        public override bool IsPresent(in SignedRequest request) => true;

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now) => throw new InvalidOperationException("made up mistake");
    }
}
