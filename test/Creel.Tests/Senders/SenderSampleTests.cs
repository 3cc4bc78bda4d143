using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Server.Manuals;
using Creel.Signatures;
using Creel.Tests.Receiving;

namespace Creel.Tests.Senders;

/// <summary>Every sender's own sample, signed as the sender does, at a real server with a source that is configured as the sender's page says.</summary>
public sealed class SenderSampleTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Nothing is read of them.
    private static readonly string[] WithoutFacts = ["generic", "any", "basic", "bearer", "header", "hmac"];

    public static TheoryData<string> Senders => [.. SenderCatalog.Embedded.All.Where(sender => sender.Sample is not null).Select(sender => sender.Name)];

    [Fact]
    public void Every_sender_has_a_sample() =>
        Assert.Empty(SenderCatalog.Embedded.All.Where(sender => sender.Sample is null && sender.Name != "generic").Select(sender => sender.Name));

    [Theory, MemberData(nameof(Senders))]
    public async Task The_sample_is_taken_where_the_source_is_configured_as_the_page_says(string name)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        await using var server = await ReceivingServer.StartAsync(Configured(sender));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsync(Message(Request(sender, new Uri(client.BaseAddress!, SenderConfigBlock.Path(sender)))), Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {(await server.OutcomeAsync()).Reason}");

        var kept = Assert.Single(server.Kept()).Summary;
        Assert.Equal((name, Verdict.Verified), (kept.Sender, kept.Verdict));
        Assert.NotEqual(BodyReading.Malformed, kept.BodyReading);
        if (WithoutFacts.Contains(name)) return;
        // A batch of several kinds is of none.
        Assert.NotNull(kept.Facts.Type ?? kept.Facts.Title);
        // It is filled in: nothing of it stands as it was written.
        Assert.DoesNotContain("{uuid}", kept.Facts.Title ?? "");
        Assert.InRange(kept.Facts.OccurredAt ?? kept.ReceivedAt, kept.ReceivedAt.AddYears(-2), kept.ReceivedAt.AddMinutes(1));
    }

    [Theory, MemberData(nameof(Senders))]
    public void Two_samples_are_two_events_unless_nothing_in_them_is_filled_in(string name)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var url = new Uri("https://creel.example.net/hooks/here");
        var (one, other) = (SenderSample.Of(sender)!.Fill(url, now), SenderSample.Of(sender)!.Fill(url, now.AddSeconds(1)));
        var (first, second) = (Read(sender, one), Read(sender, other));
        if (first.SenderKey is not null) Assert.NotEqual(first.SenderKey, second.SenderKey);
        if ((sender.Sample!.Body?.GetRawText() ?? sender.Sample.Text)!.Contains("{iso}", StringComparison.Ordinal)) Assert.NotEqual(one.Body, other.Body);
        var body = Encoding.UTF8.GetString(one.Body);
        Assert.All((string[])["{uuid}", "{iso}", "{unix}", "{unixms}", "{#"], placeholder => Assert.DoesNotContain(placeholder, body));
    }

    [Fact]
    public void What_is_filled_in_is_the_same_throughout_a_request_and_a_whole_string_with_a_hash_becomes_a_number()
    {
        var profile = ProfileCompiler.Compile(ProfileData.Parse("""
            { "name": "made-up", "title": "Made up", "sample": { "query": "at={unix}", "headers": { "X-Id": "id-{uuid}" },
              "body": { "id": "{uuid}", "at": "{#unix}", "ms": "{#unixms}", "text": "{unixms} at {iso}", "kept": "{other} {#unix} not alone" } } }
            """u8));
        var request = SenderSample.Of(profile)!.Fill(new Uri("https://creel.example.net/hook?a=b"), DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123));

        var id = request.Headers["X-Id"]["id-".Length..];
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal("https://creel.example.net/hook?a=b&at=1767225600", request.Url.AbsoluteUri);
        Assert.Equal($$"""{"id":"{{id}}","at":1767225600,"ms":1767225600123,"text":"1767225600123 at 2026-01-01T00:00:00.123Z","kept":"{other} {#unix} not alone"}""",
            Encoding.UTF8.GetString(request.Body));
    }

    private static FactsReading Read(SenderProfile sender, OutgoingRequest request) =>
        FactsReader.Read(sender, request.Body, request.Headers["Content-Type"], "192.0.2.10", HeaderLines.Encode(request.Headers));

    private static Topology Configured(SenderProfile sender)
    {
        var problems = new ConfigProblems();
        var outside = new ConfigOutside(name => MadeUpKeys.ForVariable(name)?.Checks ?? "made-up", (_, _) => []);
        var file = new ConfigFileContent("/etc/creel/creel.yaml", Encoding.UTF8.GetBytes(Yaml(sender)), OthersCanRead: true);
        var configured = ConfigCompiler.Compile(ConfigReader.Read(file, outside, problems)!, ServeRules.Rules with { Tls = _ => null }, problems);
        Assert.True(configured is not null, string.Join("\n", problems.All.Select(one => one.Text(""))));
        return new Topology(configured.Sources!);
    }

    // Only Amazon can sign as SNS; with a user in the URL of the subscription it sends that, too.
    private static string Yaml(SenderProfile sender) => sender.Name == "aws-sns"
        ? "sources: { sns: { path: /hooks/aws-sns, sender: aws-sns, basic: [{ user: aws-sns, password: \"${env:SNS_PASSWORD}\" }] } }"
        : SenderConfigBlock.Yaml(sender);

    private static OutgoingRequest Request(SenderProfile sender, Uri url)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = SenderSample.Of(sender)!.Fill(url, now);
        if (!SenderConfigBlock.Yaml(sender).Contains("secrets:", StringComparison.Ordinal))
        {
            request.Headers["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{sender.Name}:made-up"))}";
            return request;
        }
        var key = MadeUpKeys.ForVariable(SenderConfigBlock.Variable(sender))!;
        var scheme = sender.Schemes.First(scheme => scheme.KeyProblem(key.Checks) is null && scheme.SigningProblem(key.Signs) is null);
        scheme.Sign(request, key.Signs, now);
        return request;
    }

    private static HttpRequestMessage Message(OutgoingRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url) { Content = new ByteArrayContent(request.Body) };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }
}
