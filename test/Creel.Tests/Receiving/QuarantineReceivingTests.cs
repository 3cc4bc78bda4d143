using System.Net;
using System.Net.Sockets;
using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Receiving;

/// <summary>What is left of a refused request, and that nobody waits for it.</summary>
public sealed class QuarantineReceivingTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Keeps_refused_requests_with_their_reason_their_body_and_what_to_do(bool http2)
    {
        await using var server = await RefusingServer.StartAsync();
        using var wrong = server.Client(http2: http2);
        using var none = server.Client(password: null, http2);
        using var right = server.Client("right", http2);
        await AssertAnswersAsync(HttpStatusCode.Unauthorized, wrong.PostAsync("/webhook?x=1", Json("""{"eventId": "one"}""")));
        await AssertAnswersAsync(HttpStatusCode.Unauthorized, none.PostAsync("/webhook", Json("""{"eventId": "two"}""")));
        await AssertAnswersAsync(HttpStatusCode.Unauthorized, none.GetAsync("/webhook"));
        await AssertAnswersAsync(HttpStatusCode.NotFound, right.PostAsync("/webhok", Json("three")));
        await AssertAnswersAsync(HttpStatusCode.MethodNotAllowed, right.PatchAsync("/webhook", Json("four")));
        await AssertAnswersAsync(HttpStatusCode.BadRequest, right.PostAsync("/webhook", Encoded("five", "gzip")));
        await AssertAnswersAsync(HttpStatusCode.UnsupportedMediaType, right.PostAsync("/webhook", Encoded("six", "snappy")));
        await AssertAnswersAsync(HttpStatusCode.RequestEntityTooLarge, right.PostAsync("/small", Json(new string('7', 1001))));
        await AssertAnswersAsync(HttpStatusCode.Accepted, right.PostAsync("/webhook", Json("{}")));

        // In the order of the requests: they came over several connections, and are handed over when each has ended.
        var refused = (await server.RefusedAsync()).OrderByDescending(one => one.Row.FirstAt).ToList();

        Assert.Equal(
        [
            "413 too large small: unread ",
            "415 unknown encoding webhook: whole six",
            "400 broken compression webhook: whole five",
            "405 method not allowed webhook: whole four",
            "404 unknown path : whole three",
            "401 no credentials webhook: whole {\"eventId\": \"two\"}",
            "401 wrong credentials webhook: whole {\"eventId\": \"one\"}",
        ], refused.Select(Line));
        Assert.Equal([1, 1, 1, 1, 1, 2, 1], refused.Select(one => one.Row.Count));
        Assert.Equal("?x=1", refused[^1].Query);
        Assert.Equal("127.0.0.1", refused[^1].Row.RemoteAddress);
        Assert.Contains("creel auth show webhook", refused[^1].Row.NextStep);
        Assert.Contains("did you mean /webhook?", refused[4].Row.NextStep);
        Assert.Equal(1, server.Events.LastSeq());
        Assert.Equal(0, server.Dropped);
    }

    [Fact]
    public async Task Keeps_the_beginning_of_bodies_that_were_slow_cut_or_badly_framed()
    {
        await using var server = await RefusingServer.StartAsync();
        var head = $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {RefusingServer.Basic("right")}\r\n";
        Assert.StartsWith("HTTP/1.1 408", await ExchangeAsync(server, head + "Content-Length: 100\r\n\r\ntoo slow"));
        Assert.StartsWith("HTTP/1.1 400", await ExchangeAsync(server, head + "Transfer-Encoding: chunked\r\n\r\n3\r\nbad\r\nzz\r\n"));
        using (var cut = new TcpClient())
        {
            await cut.ConnectAsync(IPAddress.Loopback, server.Url.Port);
            await cut.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "Content-Length: 100\r\n\r\ncut"));
        }
        await server.KeptAsync(3);
        string[] refused = [.. (await server.RefusedAsync()).Select(Line).Order()];
        // Whether Kestrel gives what stands before a fault depends on how it arrived.
        Assert.StartsWith("400 bad framing webhook: ", refused[0]);
        Assert.StartsWith("400 cut off webhook: ", refused[1]);
        Assert.Equal("408 too slow webhook: cut too slow", refused[2]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Keeps_the_first_64_KiB_of_a_longer_body_and_says_that_it_is_cut(bool http2)
    {
        await using var server = await RefusingServer.StartAsync();
        using var client = server.Client(http2: http2);
        var body = new string('a', 64 << 10) + "the rest";
        await AssertAnswersAsync(HttpStatusCode.Unauthorized, client.PostAsync("/webhook", Json(body)));
        var refused = Assert.Single(await server.RefusedAsync());
        // Over HTTP/2 this sender stops when it hears the answer: it decides how much of the beginning there is, down to nothing.
        Assert.NotEqual(BodyExtent.Whole, refused.Row.Extent);
        Assert.StartsWith(Encoding.ASCII.GetString(refused.Body), body[..(64 << 10)], StringComparison.Ordinal);
        if (!http2) Assert.Equal((BodyExtent.Cut, 64 << 10), (refused.Row.Extent, refused.Body.Length));
    }

    [Fact]
    public async Task Answers_while_the_body_has_not_come_and_the_disk_hangs()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Quarantine.Gate.Reset();
        var open = new List<TcpClient>();
        for (var i = 0; i < 30; i++)
        {
            var socket = new TcpClient();
            open.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {(i == 0 ? "/webhook" : $"/{i}")} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nbegun"));
            Assert.StartsWith(i == 0 ? "HTTP/1.1 401" : "HTTP/1.1 404", await AnswerAsync(socket.GetStream()));
        }
        using var right = server.Client("right");
        await AssertAnswersAsync(HttpStatusCode.Accepted, right.PostAsync("/webhook", Json("{}")));
        Assert.Empty(server.Quarantine.Newest(QuarantineFilter.All, null, 10));
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Ends_its_answer_while_the_body_has_not_come_over_http_2()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Quarantine.Gate.Reset();
        using var client = server.Client(http2: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new NeverEnding(),
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var answer = await client.SendAsync(request, limit.Token);
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(limit.Token)));
    }

    [Fact]
    public async Task Serves_the_next_request_of_the_same_connection()
    {
        await using var server = await RefusingServer.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        var stream = socket.GetStream();
        for (var i = 0; i < 3; i++)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /webhook HTTP/1.1\r\nHost: a\r\nX-Try: {i}\r\nContent-Length: 4\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 401", await AnswerAsync(stream));
            await stream.WriteAsync("body"u8.ToArray());
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {RefusingServer.Basic("right")}\r\nContent-Length: 2\r\n\r\n{{}}"));
        Assert.StartsWith("HTTP/1.1 202", await AnswerAsync(stream));
        var refused = Assert.Single(await server.RefusedAsync());
        Assert.Equal(("body", 3), (Encoding.ASCII.GetString(refused.Body), refused.Row.Count));
    }

    [Fact]
    public async Task Tells_nobody_to_go_on_who_asks_before_sending_a_body()
    {
        await using var server = await RefusingServer.StartAsync();
        var answer = await ExchangeAsync(server, "POST /webhook HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401", answer);
        Assert.Equal(BodyExtent.Unread, Assert.Single(await server.RefusedAsync()).Row.Extent);
    }

    [Fact]
    public async Task Keeps_no_credential_of_a_refused_request_in_any_file()
    {
        await using var server = await RefusingServer.StartAsync();
        using var client = server.Client("s3cret-password");
        foreach (var name in (string[])["X-Api-Key", "X-Unheard-Of-Signature", "Proxy-Authorization", "Cookie", "X-Gitlab-Token", "X-My-Passphrase", "X-Our-Own", "Referer"])
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, "s3cret-" + name);
        await AssertAnswersAsync(HttpStatusCode.Unauthorized,
            client.PostAsync("/webhook?access_token=s3cret-q1&%74oken=s3cret-q2&Signature=s3cret-q3&code[]=s3cret-q4&s%69g[a]=s3cret-q5&plain=shown", Json("{}")));
        using var elsewhere = server.Client("s3cret-password");
        await AssertAnswersAsync(HttpStatusCode.NotFound, elsewhere.PostAsync("/elsewhere?password=s3cret-q4", Json("{}")));

        var refused = (await server.RefusedAsync()).Single(one => one.Row.Path == "/webhook");

        var bytes = server.QuarantineBytes();
        Assert.Contains("plain=shown", bytes);
        Assert.DoesNotContain("s3cret", bytes);
        Assert.DoesNotContain(RefusingServer.Basic("s3cret-password").Parameter!, bytes);
        Assert.Contains("header.authorization", refused.Row.Redacted);
        Assert.Contains("header.x-our-own", refused.Row.Redacted);
        Assert.Contains("query.access_token", refused.Row.Redacted);
        Assert.Contains("access_token=*** hmac-sha256:", refused.Query);
    }

    [Fact]
    public async Task Leaves_alone_what_is_our_own_fault()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Inbox.Dispose();
        using var right = server.Client("right");
        await AssertAnswersAsync(HttpStatusCode.ServiceUnavailable, right.PostAsync("/webhook", Json("{}")));
        Assert.Empty(await server.RefusedAsync());
    }

    private static string Line(QuarantinedRequest one) =>
        $"{one.Row.Status} {one.Row.Reason} {one.Row.Source}: {one.Row.Extent.ToString().ToLowerInvariant()} {Encoding.UTF8.GetString(one.Body)}";

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static StringContent Encoded(string text, string encoding)
    {
        var content = Json(text);
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static async Task AssertAnswersAsync(HttpStatusCode status, Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<string> ExchangeAsync(RefusingServer server, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return await AnswerAsync(socket.GetStream());
    }

    private static async Task<string> AnswerAsync(NetworkStream stream)
    {
        var bytes = new byte[4096];
        using var limit = new CancellationTokenSource(RefusingServer.Patience);
        return Encoding.ASCII.GetString(bytes, 0, await stream.ReadAsync(bytes, limit.Token));
    }

    /// <summary>A body whose first bytes come and whose end never does.</summary>
    private sealed class NeverEnding : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancel)
        {
            await stream.WriteAsync("begun"u8.ToArray(), cancel);
            await stream.FlushAsync(cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
