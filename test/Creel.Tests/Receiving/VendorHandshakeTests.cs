using System.Net;
using System.Text;
using Creel.Configuration;
using Creel.Senders;
using Creel.Signatures;
using Creel.Tests.Senders;

namespace Creel.Tests.Receiving;

/// <summary>What each known sender asks, as its documentation shows it, signed as it signs, answered as it wants.</summary>
public sealed class VendorHandshakeTests
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Json = "application/json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Senders => [..
        from sender in SenderCatalog.Embedded.All
        from handshake in sender.Handshakes
        select (sender.Name, handshake.Kind)];

    // Amazon alone can sign for it; it has a test of its own.
    private static readonly (string Sender, string Kind)[] Elsewhere = [("aws-sns", "sns-confirm")];

    [Theory, MemberData(nameof(Senders))]
    public void Every_handshake_of_every_sender_is_tried(string sender, string kind) =>
        Assert.True(Elsewhere.Contains((sender, kind)) || Asked.Any(one => one.Sender == sender && one.Kind == kind), $"{sender}: {kind}");

    public static TheoryData<int> All => [.. Enumerable.Range(0, Asked.Length)];

    [Theory, MemberData(nameof(All))]
    public async Task It_is_answered_and_nothing_is_kept(int number)
    {
        var asked = Asked[number];
        await using var server = await ReceivingServer.StartAsync(new([Source(asked.Sender, out var scheme, out var key)]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsync(Message(asked, client.BaseAddress!, scheme, key.Signs), Stop);
        Assert.Equal((asked.Sender, asked.Status, asked.Answer ?? "", asked.Type),
            (asked.Sender, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("handshake", (await server.OutcomeAsync()).Reason);
        Assert.Empty(server.Kept());
    }

    [Theory, MemberData(nameof(All))]
    public async Task With_another_secret_it_is_refused_where_there_is_anything_to_prove(int number)
    {
        var asked = Asked[number];
        if (!asked.Proves) return;
        await using var server = await ReceivingServer.StartAsync(new([Source(asked.Sender, out var scheme, out _)]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsync(Message(asked, client.BaseAddress!, scheme, MadeUpKeys.For(scheme, 2)!.Signs), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("made-up-challenge", await answer.Content.ReadAsStringAsync(Stop));
    }

    private sealed record Question(string Sender, string Kind, string Method, string Type = Text)
    {
        public string Query { get; init; } = "";
        public string Header { get; init; } = "";
        public string? Body { get; init; }
        public int Status { get; init; } = 200;
        public string? Answer { get; init; }

        /// <summary>It is signed, or shows its secret.</summary>
        public bool Proves { get; init; }
    }

    private static readonly Question[] Asked =
    [
        new("slack", "echo-body", "POST") { Proves = true, Body = """{"token":"x","challenge":"made-up-challenge","type":"url_verification"}""", Answer = "made-up-challenge" },
        new("microsoft-graph", "echo-query", "POST") { Query = "?validationToken=made-up-challenge%3a+1", Answer = "made-up-challenge: 1" },
        new("dropbox", "echo-query", "GET") { Query = "?challenge=made-up-challenge", Answer = "made-up-challenge" },
        new("azure-event-grid", "echo-body", "POST", Json)
        {
            Proves = true,
            Header = "aeg-event-type: SubscriptionValidation",
            Body = """[{"id":"2d1781af","topic":"/subscriptions/x","subject":"","data":{"validationCode":"made-up-challenge","validationUrl":"https://example.com/"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2026-01-25T22:12:19.4556811Z","metadataVersion":"1","dataVersion":"1"}]""",
            Answer = """{"validationResponse":"made-up-challenge"}""",
        },
        new("azure-event-grid", "options", "OPTIONS") { Header = "WebHook-Request-Origin: eventgrid.example.com" },
        new("cloudevents", "options", "OPTIONS") { Header = "WebHook-Request-Origin: events.example.com" },
        new("discord", "constant", "POST") { Proves = true, Status = 204, Body = """{"version":1,"application_id":"1","type":0}""" },
        new("intercom", "head", "HEAD"),
        new("trello", "head", "HEAD"),
        new("webex", "head", "HEAD"),
        new("okta", "echo-header", "GET", Json) { Proves = true, Header = "X-Okta-Verification-Challenge: made-up-challenge", Answer = """{"verification":"made-up-challenge"}""" },
        new("zoom", "hmac-body", "POST", Json)
        {
            Proves = true,
            Body = """{"payload":{"plainToken":"made-up-challenge"},"event_ts":1654503849680,"event":"endpoint.url_validation"}""",
            Answer = $$"""{"plainToken":"made-up-challenge","encryptedToken":"{{ZoomToken()}}"}""",
        },
    ];

    private static string ZoomToken()
    {
        _ = Source("zoom", out _, out var key);
        return Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Checks), "made-up-challenge"u8));
    }

    private static HttpRequestMessage Message(Question asked, Uri server, SignatureScheme scheme, string key)
    {
        var outgoing = new OutgoingRequest { Method = asked.Method, Url = new Uri(server, "/hooks" + asked.Query), Body = Encoding.UTF8.GetBytes(asked.Body ?? "") };
        if (asked.Header.Split(": ") is [var name, var text]) outgoing.Headers[name] = text;
        if (asked.Proves) scheme.Sign(outgoing, key, TimeProvider.System.GetUtcNow());
        var message = new HttpRequestMessage(new(asked.Method), outgoing.Url) { Content = asked.Body is null ? null : new ByteArrayContent(outgoing.Body) { Headers = { ContentType = new(Json) } } };
        foreach (var (header, value) in outgoing.Headers) message.Headers.TryAddWithoutValidation(header, value);
        return message;
    }

    private static Source Source(string name, out SignatureScheme scheme, out MadeUpKey key)
    {
        var sender = SenderCatalog.Embedded.Find(name)!;
        (scheme, key) = sender.Schemes.Select(one => (one, MadeUpKeys.For(one, 1)!)).First(one => one.Item2 is not null);
        return ReceivingServer.Source("hooks") with
        {
            Sender = sender,
            Schemes = [.. sender.Schemes],
            Signatures = SourceSignatures.Bind(sender.Schemes, [key.Checks]),
            Secrets = [new HiddenText(key.Checks)],
        };
    }
}
