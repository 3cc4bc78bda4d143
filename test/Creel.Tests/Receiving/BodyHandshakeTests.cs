using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Creel.Receiving;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Receiving;

/// <summary>What is asked in a body, and answered to who has proven itself.</summary>
public sealed class BodyHandshakeTests
{
    private const string Slack = """{"kind":"echo-body","when":{"type":"url_verification"},"challenge":"challenge"}""";
    private const string EventGrid = """{"kind":"echo-body","when":{"header.aeg-event-type":"SubscriptionValidation"},"challenge":"data.validationCode","as":"validationResponse"}""";
    private const string Zoom = """{"kind":"hmac-body","when":{"event":"endpoint.url_validation"},"challenge":"payload.plainToken"}""";
    private const string Discord = """{"kind":"constant","when":{"type":"0"},"status":204}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Slack_gets_its_challenge_as_text_after_its_signature_was_checked(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Slack)]));
        using var client = server.Client(version);
        const string body = """{"token":"x","challenge":"3eZbrw<b>\u00fc","type":"url_verification"}""";
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed(body));
        Assert.Equal((HttpStatusCode.OK, "3eZbrw<b>ü", "text/plain; charset=utf-8"), await ReadAsync(answer));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("handshake", (await server.OutcomeAsync()).Reason);

        using var forged = await client.SendAsVersionAsync(ShakingSource.Signed(body, "another secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        using var unsigned = await client.PostAsync("/hooks", new StringContent(body), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Empty(server.Kept());
    }

    [Theory]
    [InlineData("""{"type":"url_verification"}""")]
    [InlineData("""{"type":"url_verification","challenge":{"a":1}}""")]
    [InlineData("""{"type":"event_callback","challenge":"x","text":"url_verification"}""")]
    [InlineData("""{"type":"url_verification","challenge":"x" """)]
    [InlineData("""["url_verification","challenge"]""")]
    [InlineData("payload=url_verification&challenge=x")]
    public async Task What_only_resembles_a_question_is_an_event(string body)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Slack)]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed(body));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(body, Encoding.UTF8.GetString(Assert.Single(server.Kept()).Body));
    }

    [Fact]
    public async Task A_challenge_without_end_is_not_echoed()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Slack)]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed($$"""{"type":"url_verification","challenge":"{{new string('x', 4097)}}"}"""));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Event_Grid_gets_200_and_its_code_as_JSON_also_where_events_are_answered_otherwise()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(EventGrid, """{"scheme":"query","name":"code"}""")]));
        using var client = server.Client("1.1");
        const string body = """[{"id":"1","data":{"validationCode":"d85fe456","validationUrl":"https://example.com/"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]""";
        var asked = new HttpRequestMessage(HttpMethod.Post, "/hooks?code=made-up-secret") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        asked.Headers.Add("aeg-event-type", "SubscriptionValidation");
        using var answer = await client.SendAsVersionAsync(asked);
        Assert.Equal((HttpStatusCode.OK, """{"validationResponse":"d85fe456"}""", "application/json"), await ReadAsync(answer));
        Assert.Empty(server.Kept());

        using var sent = await client.PostAsync("/hooks?code=made-up-secret", new StringContent(body, Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        using var stranger = await client.PostAsync("/hooks?code=wrong", new StringContent(body), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Theory]
    [InlineData("old secret")]
    [InlineData("new secret")]
    public async Task Zoom_gets_the_HMAC_by_the_secret_that_it_signed_with(string used)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Zoom, null, "old secret", "new secret")]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed("""{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}""", used));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal("qgg8vlvZRS6UYooatFL8Aw", json.RootElement.GetProperty("plainToken").GetString());
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(used), "qgg8vlvZRS6UYooatFL8Aw"u8)),
            json.RootElement.GetProperty("encryptedToken").GetString());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_gets_a_signature_by_asking_for_the_HMAC_of_a_token()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Zoom)]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed("""{"event":"endpoint.url_validation","payload":{"plainToken":"v0:1700000000:{}"}}"""));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("Webhook notification received", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Discord_gets_the_same_answer_always_with_a_Content_Type()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(Discord)]));
        using var client = server.Client("1.1");
        using var ping = await client.SendAsVersionAsync(ShakingSource.Signed("""{"version":1,"type":0}"""));
        Assert.Equal((HttpStatusCode.NoContent, "", "text/plain; charset=utf-8"), await ReadAsync(ping));
        Assert.Empty(server.Kept());
        using var sent = await client.SendAsVersionAsync(ShakingSource.Signed("""{"version":1,"type":1}"""));
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.Single(server.Kept());
    }

    [Fact]
    public async Task A_constant_answer_that_is_JSON_says_so()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"constant","when":{"type":"1"},"body":"{\"type\":1}"}""")]));
        using var client = server.Client("1.1");
        using var ping = await client.SendAsVersionAsync(ShakingSource.Signed("""{"type":1}"""));
        Assert.Equal((HttpStatusCode.OK, """{"type":1}""", "application/json"), await ReadAsync(ping));
    }

    [Fact]
    public void Looking_for_a_question_allocates_nothing_where_there_is_none()
    {
        var source = ShakingSource.Of(Slack);
        var headers = new HeaderDictionary { ["X-Signature"] = "x" };
        var body = Encoding.UTF8.GetBytes("""{"type":"event_callback","event":{"type":"message","text":"hello"},"fill":"url_verification"}""");
        for (var i = 0; i < 100; i++) Assert.Null(BodyHandshakes.Find(source, headers, body));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _ = BodyHandshakes.Find(source, headers, body);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static async Task<(HttpStatusCode, string, string?)> ReadAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Content.Headers.ContentType?.ToString());
}
