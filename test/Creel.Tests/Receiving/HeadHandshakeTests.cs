using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Creel.Signatures;

namespace Creel.Tests.Receiving;

/// <summary>What is asked before anything could be signed.</summary>
public sealed class HeadHandshakeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1", "120", "120")]
    [InlineData("2.0", "120", "120")]
    [InlineData("1.1", null, "*")]
    [InlineData("1.1", "-1", "*")]
    [InlineData("1.1", "many", "*")]
    public async Task CloudEvents_asks_by_OPTIONS_whether_it_may_send(string version, string? rate, string allowed)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"options"}""")]));
        using var client = server.Client(version);
        using var callback = new TcpListener(IPAddress.Loopback, 0);
        callback.Start();
        var request = new HttpRequestMessage(HttpMethod.Options, "/hooks");
        request.Headers.Add("WebHook-Request-Origin", "events.example.com");
        request.Headers.Add("WebHook-Request-Callback", $"http://{callback.LocalEndpoint}/confirm");
        if (rate is not null) request.Headers.Add("WebHook-Request-Rate", rate);

        using var answer = await client.SendAsVersionAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        Assert.Equal("events.example.com", Only(answer.Headers, "WebHook-Allowed-Origin"));
        Assert.Equal(allowed, Only(answer.Headers, "WebHook-Allowed-Rate"));
        Assert.False(callback.Pending());
        await AssertHandshakeAsync(server);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("two words")]
    [InlineData("ü.example.com")]
    public async Task OPTIONS_that_asks_nothing_is_a_method_that_is_not_allowed(string? origin)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"options"}""")]));
        using var client = server.Client("1.1");
        var request = new HttpRequestMessage(HttpMethod.Options, "/hooks");
        if (origin is not null) request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", origin);
        using var answer = await SendLatin1Async(server, request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task HEAD_answers_200_to_a_sender_that_asks_so_and_GET_does_not(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"head"}""")]));
        using var client = server.Client(version);
        using var head = await client.SendAsVersionAsync(new(HttpMethod.Head, "/hooks"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        await AssertHandshakeAsync(server);
        using var get = await client.GetAsync("/hooks", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, get.StatusCode);
    }

    [Theory]
    [InlineData("POST", "1.1", "Validation%3a+for+Request-Id%3a+1%2B1", "Validation: for Request-Id: 1+1")]
    [InlineData("POST", "2.0", "plain", "plain")]
    [InlineData("GET", "1.1", "plain", "plain")]
    [InlineData("GET", "1.1", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "<script>alert(1)</script>")]
    [InlineData("GET", "1.1", "%C3%BC%F0%9F%99%82", "ü🙂")]
    public async Task A_text_in_the_query_comes_back_decoded_as_plain_text(string method, string version, string sent, string expected)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"echo-query","query":"validationToken"}""")]));
        using var client = server.Client(version);
        using var answer = await client.SendAsVersionAsync(new(new HttpMethod(method), $"/hooks?validationToken={sent}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Only(answer.Headers, "X-Content-Type-Options"));
        await AssertHandshakeAsync(server);
    }

    [Theory]
    [InlineData("validationToken=")]
    [InlineData("validationToken=a&validationToken=b")]
    [InlineData("other=a")]
    public async Task What_is_no_question_is_refused_as_ever(string query)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"echo-query","query":"validationToken"}""")]));
        using var client = server.Client("1.1");
        using var answer = await client.PostAsync($"/hooks?{query}", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Nothing_without_end_is_echoed()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"echo-query","query":"validationToken"}""")]));
        using var client = server.Client("1.1");
        using var most = await client.PostAsync($"/hooks?validationToken={new string('x', 4096)}", null, Stop);
        Assert.Equal((HttpStatusCode.OK, 4096), (most.StatusCode, (await most.Content.ReadAsStringAsync(Stop)).Length));
        using var more = await client.PostAsync($"/hooks?validationToken={new string('x', 4097)}", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, more.StatusCode);
        using var wide = await client.PostAsync($"/hooks?validationToken={Uri.EscapeDataString(new string('ü', 100) + new string('x', 3950))}", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, wide.StatusCode);
    }

    [Fact]
    public async Task An_event_is_never_taken_for_a_question_because_of_its_URL()
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of("""{"kind":"echo-query","query":"validationToken"}""")]));
        using var client = server.Client("1.1");
        using var answer = await client.SendAsVersionAsync(ShakingSource.Signed("""{"value":[]}""", path: "/hooks?validationToken=x"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(server.Kept());
    }

    [Theory]
    [InlineData("made-up-secret", 200)]
    [InlineData("wrong", 401)]
    [InlineData(null, 401)]
    public async Task Who_sends_its_secret_with_every_request_must_show_it_when_it_asks(string? secret, int status)
    {
        await using var server = await ReceivingServer.StartAsync(new([ShakingSource.Of(
            """{"kind":"echo-header","header":"X-Okta-Verification-Challenge"}""", """{"scheme":"header","name":"Authorization"}""")]));
        using var client = server.Client("1.1");
        var request = new HttpRequestMessage(HttpMethod.Get, "/hooks");
        request.Headers.Add("X-Okta-Verification-Challenge", "challenge\"</a>");
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", secret);
        using var answer = await client.SendAsVersionAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status != 200) return;
        Assert.Equal("""{"verification":"challenge\u0022\u003C/a\u003E"}""", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Only(answer.Headers, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_secret_in_the_URL_that_is_wrong_is_refused_though_a_signature_would_do_too()
    {
        var source = ShakingSource.Of("""{"kind":"options"}""", $$"""{"scheme":"query","name":"code"},{{ShakingSource.Hmac}}""");
        await using var server = await ReceivingServer.StartAsync(new([source]));
        using var client = server.Client("1.1");
        Assert.Equal(401, await AskAsync(client, "/hooks?code=wrong"));
        Assert.Equal(200, await AskAsync(client, "/hooks?code=made-up-secret"));
        Assert.Equal(200, await AskAsync(client, "/hooks"));
    }

    [Fact]
    public async Task Credentials_that_the_source_asks_for_besides_are_asked_for()
    {
        var source = ShakingSource.Of("""{"kind":"echo-query","query":"challenge"}""") with { Basic = [new BasicCredential("sender", "made-up")] };
        await using var server = await ReceivingServer.StartAsync(new([source]));
        using var client = server.Client("1.1");
        using (var refused = await client.GetAsync("/hooks?challenge=x", Stop)) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("sender:made-up"u8));
        using var answer = await client.GetAsync("/hooks?challenge=x", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Whether_he_may_send_anybody_may_ask_and_then_each_event_must_prove_itself()
    {
        var secret = ShakingSource.Of("""{"kind":"options"}""", """{"scheme":"bearer"}""");
        await using var server = await ReceivingServer.StartAsync(new([secret, secret with { Name = "basic", Path = "/basic", Basic = [new BasicCredential("sender", "made-up")] }]));
        using var client = server.Client("1.1");
        foreach (var path in (string[])["/hooks", "/basic"])
        {
            Assert.Equal(200, await AskAsync(client, path));
            using var sent = await client.PostAsync(path, new StringContent("{}"), Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, sent.StatusCode);
        }
    }

    [Fact]
    public async Task Addresses_that_may_not_call_may_not_ask()
    {
        var source = ShakingSource.Of("""{"kind":"options"}""") with { Allow = [IPNetwork.Parse("203.0.113.0/24")] };
        await using var server = await ReceivingServer.StartAsync(new([source]));
        using var client = server.Client("1.1");
        Assert.Equal(401, await AskAsync(client, "/hooks"));
        Assert.Equal("address not allowed", (await server.OutcomeAsync()).Reason);
    }

    [Fact]
    public async Task A_source_that_has_nothing_to_ask_for_and_does_not_say_that_it_is_open_answers_nobody()
    {
        var source = ReceivingServer.Source("hooks") with { Sender = ShakingSource.Profile("""{"kind":"options"}""") };
        await using var server = await ReceivingServer.StartAsync(new([source, source with { Name = "open", Path = "/open", Open = true }]));
        using var client = server.Client("1.1");
        Assert.Equal(401, await AskAsync(client, "/hooks"));
        Assert.Equal(200, await AskAsync(client, "/open"));
    }

    private static async Task<int> AskAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("WebHook-Request-Origin", "events.example.com");
        using var answer = await client.SendAsVersionAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task AssertHandshakeAsync(ReceivingServer server)
    {
        var outcome = await server.OutcomeAsync();
        Assert.Equal(("handshake", null), (outcome.Reason, outcome.EventId));
        Assert.Empty(server.Kept());
    }

    private static async Task<HttpResponseMessage> SendLatin1Async(ReceivingServer server, HttpRequestMessage request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
        using var there = server.Client("1.1");
        client.BaseAddress = there.BaseAddress;
        return await client.SendAsync(request, Stop);
    }

    private static string Only(HttpResponseHeaders headers, string name) => Assert.Single(headers.GetValues(name));
}
