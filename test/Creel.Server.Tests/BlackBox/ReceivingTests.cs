using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Creel.Server.Tests.BlackBox;

/// <summary>Each row of the receiving table, over HTTP/1.1 and HTTP/2.</summary>
public sealed class ReceivingTests : BlackBoxTest
{
    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Theory, MemberData(nameof(Versions))]
    public async Task Says_at_the_root_that_it_is_up_to_who_has_credentials(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        Assert.Equal("<h1>Webhook receiver is up!</h1>", await client.GetStringAsync("/"));
        using var head = await client.SendAsync(new(HttpMethod.Head, "/") { Version = client.DefaultRequestVersion });
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var stranger = creel.Client(new Version(version), user: null);
        using var refused = await stranger.GetAsync("/");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Acknowledges_what_it_kept_and_names_it(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Post, "/webhook"), (HttpMethod.Put, "/webhook"), (HttpMethod.Post, "/webhook/")])
        {
            using var answer = await client.SendAsync(new(method, path) { Content = Json($$"""{"eventId": "{{method}}{{path}}"}"""), Version = client.DefaultRequestVersion });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal("Webhook notification received", await answer.Content.ReadAsStringAsync());
            var id = Assert.Single(answer.Headers.GetValues("Creel-Event-Id"));
            var (exit, shown, _) = await CreelProcess.RunAsync("show", id, "--data", creel.Data, "--body");
            Assert.Equal((0, $$"""{"eventId": "{{method}}{{path}}"}"""), (exit, shown));
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Answers_probes_and_keeps_nothing_of_them(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put])
        {
            using var answer = await client.SendAsync(new(method, "/webhook") { Version = client.DefaultRequestVersion });
            Assert.InRange((int)answer.StatusCode, 200, 202);
        }
        Assert.Empty(await ExportAsync());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Refuses_missing_and_wrong_credentials_with_one_and_the_same_answer(string version)
    {
        var creel = await ServeAsync();
        var answers = new List<string>();
        foreach (var header in (string?[])[null, "Basic bm9jOndyb25n", "Basic ???", "Basic", "Bearer token", "", "Basic " + Convert.ToBase64String("noc"u8)])
        {
            using var client = creel.Client(new Version(version), user: null);
            if (header is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            using var answer = await client.PostAsync("/webhook", Json("{}"));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.StartsWith("Basic", answer.Headers.WwwAuthenticate.ToString());
            Assert.False(answer.Headers.Contains("Creel-Event-Id"));
            answers.Add(await answer.Content.ReadAsStringAsync());
        }
        Assert.Single(answers.Distinct());
        Assert.Empty(await ExportAsync());
        Assert.Contains("creel auth show", await creel.PrintedAsync("no credentials"));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Tells_methods_paths_and_sizes_that_do_not_fit(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        using var deleted = await client.DeleteAsync("/webhook");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, deleted.StatusCode);
        Assert.Contains("POST", deleted.Content.Headers.Allow);
        using var rootPost = await client.PostAsync("/", Json("{}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, rootPost.StatusCode);
        using var unknown = await client.PostAsync("/webhok", Json("{}"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("did you mean /webhook?", await creel.PrintedAsync("unknown path"));

        using var exact = await client.PostAsync("/webhook", new ByteArrayContent(new byte[10 << 20]));
        Assert.Equal(HttpStatusCode.Accepted, exact.StatusCode);
        using var tooLarge = await client.PostAsync("/webhook", new ByteArrayContent(new byte[(10 << 20) + 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Single(await ExportAsync());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Stops_reading_a_body_of_unknown_length_at_the_limit(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        using var answer = await client.SendAsync(new(HttpMethod.Post, "/webhook")
        {
            Content = new Endless(64 << 20),
            Version = client.DefaultRequestVersion,
        }, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip", "1.1"), InlineData("br", "2.0"), InlineData("deflate", "1.1"), InlineData("raw deflate", "2.0")]
    public async Task Reads_facts_through_compression_and_keeps_the_body_as_sent(string encoding, string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        var compressed = Compress(encoding, """{"eventId": "NETWORK-DEVICES-3-210"}"""u8);
        using var answer = await client.PostAsync("/webhook", Encoded(compressed, encoding.Split(' ')[^1]));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var kept = Assert.Single(await ExportAsync());
        Assert.Equal("NETWORK-DEVICES-3-210", kept.GetProperty("type").GetString());
        Assert.Equal(compressed, kept.GetProperty("bodyBase64").GetBytesFromBase64());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Refuses_bombs_broken_compression_and_encodings_it_does_not_know(string version)
    {
        var creel = await ServeAsync();
        using var client = creel.Client(new Version(version));
        async Task AssertAnswers(HttpStatusCode status, HttpContent content)
        {
            using var answer = await client.PostAsync("/webhook", content);
            Assert.Equal(status, answer.StatusCode);
        }
        await AssertAnswers(HttpStatusCode.RequestEntityTooLarge, Encoded(Compress("gzip", new byte[11 << 20]), "gzip"));
        await AssertAnswers(HttpStatusCode.BadRequest, Encoded("not gzip at all"u8.ToArray(), "gzip"));
        await AssertAnswers(HttpStatusCode.BadRequest, Encoded(Compress("gzip", new byte[100_000])[..60], "gzip"));
        await AssertAnswers(HttpStatusCode.UnsupportedMediaType, Encoded("x"u8.ToArray(), "snappy"));
        await AssertAnswers(HttpStatusCode.Accepted, Encoded("x"u8.ToArray(), "identity"));
        Assert.Single(await ExportAsync());
    }

    [Fact]
    public async Task Keeps_and_marks_a_body_that_is_not_the_json_it_says()
    {
        var creel = await ServeAsync();
        using var client = creel.Client();
        using var answer = await client.PostAsync("/webhook", Json("""{"eventId": "x", """));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(Assert.Single(await ExportAsync()).GetProperty("malformed").GetBoolean());
    }

    [Fact]
    public async Task Never_merges_catalyst_center_events_and_marks_look_alikes()
    {
        var creel = await ServeAsync();
        using var client = creel.Client();
        for (var i = 0; i < 2; i++) (await client.PostAsync("/webhook", Json("""{"eventId": "x"}"""))).Dispose();
        var kept = await ExportAsync();
        Assert.Equal(2, kept.Count);
        Assert.Equal(kept[0].GetProperty("id").GetString(), kept[1].GetProperty("repeatOf").GetString());
    }

    [Fact]
    public async Task Refuses_bad_framing_cut_bodies_and_too_many_headers()
    {
        var creel = await ServeAsync();
        var authorization = "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:{CreelProcess.Password}")) + "\r\n";
        async Task<string> AnswerTo(string request)
        {
            await using var stream = await creel.ConnectAsync();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            var buffer = new byte[64];
            var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false);
            return Encoding.Latin1.GetString(buffer, 0, read);
        }
        Assert.StartsWith("HTTP/1.1 400", await AnswerTo("POST /webhook HTTP/1.1\r\nHost: a\r\n" + authorization + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"));
        Assert.StartsWith("HTTP/1.1 400", await AnswerTo("nonsense\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await AnswerTo("POST /webhook HTTP/1.1\r\nHost: a\r\n"
            + string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: y\r\n")) + "\r\n"));
        await using (var cut = await creel.ConnectAsync())
        {
            await cut.WriteAsync(Encoding.Latin1.GetBytes("POST /webhook HTTP/1.1\r\nHost: a\r\n" + authorization + "Content-Length: 100\r\n\r\nonly this"));
            await cut.FlushAsync();
        }
        Assert.Contains("after 9 bytes", await creel.PrintedAsync("cut off"));
        Assert.Empty(await ExportAsync());
    }

    [Fact]
    public async Task Keeps_header_values_to_the_byte_and_never_the_password()
    {
        var creel = await ServeAsync();
        await using (var stream = await creel.ConnectAsync())
        {
            var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:{CreelProcess.Password}"));
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"POST /webhook?access_token=s3cr3t-token&a=b HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {secret}\r\n"
                + "X-Odd: caf\u00e9\r\nX-Twice: one\r\nX-Twice: two\r\nX-Auth-Token: t0ken-value\r\nContent-Length: 2\r\n\r\n{}"));
            var answer = new byte[12];
            await stream.ReadExactlyAsync(answer);
            Assert.Equal("HTTP/1.1 202", Encoding.ASCII.GetString(answer));
        }
        var kept = Assert.Single(await ExportAsync()).GetRawText();
        Assert.Contains("café", System.Text.RegularExpressions.Regex.Unescape(kept));
        Assert.Contains("header.authorization", kept);
        Assert.Contains("*** hmac-sha256:", kept);
        await creel.KillAsync();
        foreach (var file in Directory.GetFiles(creel.Data, "inbox*"))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            foreach (var needle in (string[])[Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:{CreelProcess.Password}")), "s3cr3t-token", "t0ken-value", "with:colons"])
                Assert.DoesNotContain(needle, bytes);
        }
        Assert.DoesNotContain("colons", creel.Output);
    }

    private static ByteArrayContent Encoded(byte[] body, string encoding) => new(body)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { encoding } },
    };

    private static byte[] Compress(string encoding, ReadOnlySpan<byte> body)
    {
        var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest),
            "br" => new BrotliStream(output, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest),
            _ => new DeflateStream(output, CompressionLevel.Fastest),
        }) stream.Write(body);
        return output.ToArray();
    }

    /// <summary>A body without a length.</summary>
    private sealed class Endless(int bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 << 10];
            try
            {
                for (var sent = 0; sent < bytes; sent += chunk.Length) await stream.WriteAsync(chunk);
            }
            catch (IOException)
            {
                // The server has answered and listens no more: what this body is for.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
