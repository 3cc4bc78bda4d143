using System.Net;
using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Receiving;

/// <summary>What sources are configured to do, seen by their senders.</summary>
public sealed class ConfiguredSourceTests
{
    private const string Secret = "s3cret-of-a-sender";

    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Theory, MemberData(nameof(Versions))]
    public async Task Keeps_what_comes_with_a_token_and_never_the_token(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([
            ReceivingServer.Source("hooks") with { Headers = [new("X-Odd-Name", new(Secret))], Bearer = [new("bearer-" + Secret)] },
            ReceivingServer.Source("other") with { Open = true }]));
        using var client = server.Client(version);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/hooks", "{}", ("x-odd-name", Secret)));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/hooks", "{}", ("Authorization", "Bearer bearer-" + Secret)));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/other?token=" + Secret, "{}", ("X-Odd-Name", Secret)));

        var kept = server.Kept();
        Assert.Equal([Verdict.Verified, Verdict.Verified, Verdict.Open], kept.Select(one => one.Summary.Verdict));
        Assert.Equal(["header.x-odd-name"], kept[0].Summary.Redacted);
        Assert.Equal(["header.authorization"], kept[1].Summary.Redacted);
        Assert.Equal(["header.x-odd-name", "query.token"], kept[2].Summary.Redacted);
        Assert.StartsWith("*** hmac-sha256:", HeaderLines.Decode(kept[0].Headers).Single(h => h.Key.Equals("x-odd-name", StringComparison.OrdinalIgnoreCase)).Value, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(server.Folder, "inbox*"))
        {
            using var shared = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(shared, Encoding.Latin1);
            Assert.DoesNotContain(Secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Refuses_a_token_that_is_wrong_missing_or_there_twice_before_it_reads_the_body(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([ReceivingServer.Source("hooks") with { Headers = [new("X-Odd-Name", new(Secret))] }]));
        using var client = server.Client(version);
        foreach (var headers in ((string, string)[][])[[], [("X-Odd-Name", "wrong")], [("X-Odd-Name", Secret), ("X-Odd-Name", Secret)]])
        {
            var body = new Awaited();
            using var request = Request(client, "/hooks", body, headers);
            request.Headers.ExpectContinue = true;
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.False(body.WasAskedFor);
            Assert.Empty(answer.Headers.WwwAuthenticate);
            Assert.Equal("Unauthorized\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.DoesNotContain(Secret, (await server.OutcomeAsync()).ToString(), StringComparison.Ordinal);
        }
        Assert.Empty(server.Kept());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Answers_as_the_source_says(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([
            ReceivingServer.Source("ok") with { Open = true, AcknowledgeStatus = 200, AcknowledgeBody = "ok ✓"u8.ToArray() },
            ReceivingServer.Source("silent") with { Open = true, AcknowledgeStatus = 204 }]));
        using var client = server.Client(version);
        using var ok = await client.PostAsync("/ok", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "ok ✓"), (ok.StatusCode, await ok.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        for (var i = 0; i < 2; i++)
        {
            using var silent = await client.PostAsync("/silent", new StringContent("{}"), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.NoContent, 0), (silent.StatusCode, (await silent.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length));
            Assert.True(silent.Headers.Contains("Creel-Event-Id"));
        }
        Assert.Equal(3, server.Kept().Count);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Refuses_what_is_not_JSON_where_it_is_required_and_names_the_position(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([
            ReceivingServer.Source("strict") with { Open = true, RequireJson = true },
            ReceivingServer.Source("lenient") with { Open = true }]));
        using var client = server.Client(version);
        foreach (var (body, where) in ((string, string)[])[("{\n  \"a\": x\n}", "line 2, byte 8"), ("{\"a\": ", "line 1, byte 7"), ("plain text", "line 1, byte 1"), ("{} {}", "line 1, byte 4")])
        {
            using var refused = await client.PostAsync("/strict", new StringContent(body, Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal($"The body is not JSON at {where}.\n", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var outcome = await server.OutcomeAsync();
            Assert.Equal("not JSON", outcome.Reason);
            Assert.Contains(where, outcome.NextStep, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/lenient", body));
            await server.OutcomeAsync();
        }
        foreach (var body in (string[])["{}", "\uFEFF[1]", " 5 ", "\"text\"", new string('[', 100_000) + new string(']', 100_000)])
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/strict", body));
        Assert.Equal(4 + 5, server.Kept().Count);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_root_answers_to_the_credentials_of_any_source(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new([
            ReceivingServer.Source("one") with { Basic = [new("noc", "first")] },
            ReceivingServer.Source("two") with { Bearer = [new(Secret)] }]));
        using var client = server.Client(version);
        using var stranger = await client.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(["Basic", "Bearer"], stranger.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        foreach (var value in (string[])["Basic bm9jOmZpcnN0", "Bearer " + Secret])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
            request.Headers.TryAddWithoutValidation("Authorization", value);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        // One source's credentials open no other.
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "/one", "{}", ("Authorization", "Bearer " + Secret)));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_forwarded_address_counts_only_when_the_proxy_is_trusted(string version)
    {
        var source = ReceivingServer.Source("hooks") with { Open = true, Allow = [IPNetwork.Parse("198.51.100.0/24")] };
        await using (var server = await ReceivingServer.StartAsync(new([source]) { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }))
        {
            using var client = server.Client(version);
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/hooks", "{}", ("X-Forwarded-For", "203.0.113.9, 198.51.100.7")));
            Assert.Equal("198.51.100.7", (await server.OutcomeAsync()).RemoteAddress);
            Assert.Equal(("198.51.100.7", null), (Assert.Single(server.Kept()).RemoteAddress, server.Kept()[0].Tls));
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/hooks", "{}", ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https")));
            Assert.Equal("TLS at the proxy", server.Kept()[1].Tls);
            await server.OutcomeAsync();

            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "/hooks", "{}", ("X-Forwarded-For", "198.51.100.7, 203.0.113.9")));
            var refused = await server.OutcomeAsync();
            Assert.Equal(("203.0.113.9", "address not allowed", null), (refused.RemoteAddress, refused.Reason, refused.AddressDoubt));

            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "/hooks", "{}", ("X-Forwarded-For", "198.51.100.7, unknown")));
            var doubted = await server.OutcomeAsync();
            Assert.Equal("127.0.0.1", doubted.RemoteAddress);
            Assert.Contains("not believed", doubted.AddressDoubt, StringComparison.Ordinal);
        }
        await using (var server = await ReceivingServer.StartAsync(new([source]) { TrustedProxies = [IPNetwork.Parse("192.0.2.5/32")] }))
        {
            using var client = server.Client(version);
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "/hooks", "{}", ("X-Forwarded-For", "198.51.100.7"), ("Forwarded", "for=198.51.100.7")));
            Assert.Equal("127.0.0.1", (await server.OutcomeAsync()).RemoteAddress);
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string body, params (string, string)[] headers)
    {
        using var request = Request(client, path, new StringContent(body, Encoding.UTF8, "application/json"), headers);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(HttpClient client, string path, HttpContent content, (string, string)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>A body that is announced, and sent when the server asks for it.</summary>
    private sealed class Awaited : HttpContent
    {
        public bool WasAskedFor { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasAskedFor = true;
            return stream.WriteAsync(new byte[10_000]).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 10_000;
            return true;
        }
    }
}
