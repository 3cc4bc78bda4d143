using System.Net;
using Creel.Tests.Receiving;
using Microsoft.AspNetCore.Builder;

namespace Creel.Tests.Embedding;

/// <summary>An app's routing brings every method to a receiver that a handshake may use.</summary>
public sealed class HandshakeRoutingTests : EmbeddingTest
{
    private const string Asking = """
        {"name":"asking","title":"Asking","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-Signature"}],"acknowledge":{"status":200,"body":"","contentType":"text/xml"},
         "handshakes":[{"kind":"options"},{"kind":"head"},{"kind":"echo-query","query":"challenge"},{"kind":"echo-body","when":{"type":"question"},"challenge":"text"}]}
        """;

    [Theory]
    [InlineData("OPTIONS", "/webhook", "")]
    [InlineData("HEAD", "/webhook", "")]
    [InlineData("GET", "/webhook?challenge=made+up", "made up")]
    [InlineData("POST", "/webhook?challenge=made+up", "made up")]
    public async Task Questions_without_a_signature_are_answered(string method, string path, string expected)
    {
        await using var app = await StartAsync();
        using var client = app.Client(null);
        var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("WebHook-Request-Origin", "events.example.com");
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop)));
        Assert.Equal(method == "OPTIONS", answer.Headers.Contains("WebHook-Allowed-Origin"));
    }

    [Fact]
    public async Task A_signed_question_is_answered_and_a_signed_event_is_acknowledged_as_its_sender_wants()
    {
        await using var app = await StartAsync();
        using var client = app.Client(null);
        using var question = await client.SendAsync(ShakingSource.Signed("""{"type":"question","text":"made up"}""", path: "/webhook"), Stop);
        Assert.Equal("made up", await question.Content.ReadAsStringAsync(Stop));
        Assert.Empty(app.Inbox.ReadNewest(1));
        using var sent = await client.SendAsync(ShakingSource.Signed("""{"type":"event"}""", path: "/webhook"), Stop);
        Assert.Equal((HttpStatusCode.OK, "", "text/xml"), (sent.StatusCode, await sent.Content.ReadAsStringAsync(Stop), sent.Content.Headers.ContentType!.ToString()));
        Assert.Single(app.Inbox.ReadNewest(1));
    }

    private Task<EmbeddedApp> StartAsync() => EmbeddedApp.StartAsync(Folder,
        map: app => app.MapCreelReceiver("/webhook", source => source.AddSecret(ShakingSource.Secret).Sender = "asking"),
        options: options => options.AddSender(Asking));
}
