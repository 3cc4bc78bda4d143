using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Tests.Configuration;

namespace Creel.Tests.Receiving;

/// <summary>Sources whose sender signs, or sends a secret of its own, over HTTP as it is.</summary>
public sealed class SignedSourceTests
{
    private const string Secret = "It is made up: s3cret";
    private const string Body = """{"kind":"tide","at":1}""";

    private const string Workshop = """
        {"name":"workshop","title":"Workshop","facts":{"type":["kind"]},"auth":[
          {"scheme":"hmac","algorithm":"sha256","header":"X-Sign-2","prefix":"sha256=","signed":"{timestamp}.{body}","timestamp":{"from":"header.X-Time","unit":"s","tolerance":"5m"}},
          {"scheme":"hmac","algorithm":"sha1","header":"X-Sign-1"}]}
        """;

    private const string Meter = """
        {"name":"meter","title":"Meter","facts":{"type":["kind"]},"auth":[{"scheme":"header","name":"X-Meter-Token"},{"scheme":"body","path":"meterSecret"}]}
        """;

    private static readonly TheoryData<string> Versions = ["1.1", "2.0"];

    public static TheoryData<string> Http => Versions;

    [Theory, MemberData(nameof(Http))]
    public async Task Takes_what_is_signed_and_refuses_the_rest_with_one_answer(string version)
    {
        await using var server = await ReceivingServer.StartAsync(Topology("workshop", $"secrets: [old-secret, '{Secret}']"));
        using var client = server.Client(version);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", Body, Signed(Secret, Body)));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", Body + " ", Signed("old-secret", Body + " ")));
        var kept = server.Kept();
        Assert.Equal([(Verdict.Verified, "tide"), (Verdict.Verified, "tide")], kept.Select(one => (one.Summary.Verdict, one.Summary.Facts.Type!)));
        Assert.Equal(Body, Encoding.UTF8.GetString(kept[0].Body));

        (string, string)[] none = [];
        await AssertRefusedAsync(server, client, Body, none, "no signature");
        await AssertRefusedAsync(server, client, Body, Signed("another", Body), "wrong signature");
        await AssertRefusedAsync(server, client, Body + "\n", Signed(Secret, Body), "wrong signature");
        await AssertRefusedAsync(server, client, Body, Signed(Secret, Body, TimeSpan.FromMinutes(-6)), "stale signature");
        await AssertRefusedAsync(server, client, Body, Signed(Secret, Body, TimeSpan.FromMinutes(6)), "signature from the future");
        await AssertRefusedAsync(server, client, Body, [("X-Sign-2", "sha256=zz"), ("X-Time", "1")], "malformed signature");
        await AssertRefusedAsync(server, client, Body, [("X-Sign-2", "sha512=" + new string('a', 128)), ("X-Time", "1")], "unknown signature version");
        // A weaker one that is good does not help a stronger one that is not.
        await AssertRefusedAsync(server, client, Body, [.. Signed("another", Body), ("X-Sign-1", Hex(HMACSHA1.HashData(Utf8(Secret), Utf8(Body))))], "wrong signature");
        Assert.Equal(2, server.Kept().Count);
    }

    [Fact]
    public async Task A_weaker_signature_alone_is_taken_where_the_sender_knows_no_other()
    {
        await using var server = await ReceivingServer.StartAsync(Topology("workshop", $"secrets: ['{Secret}']"));
        using var client = server.Client("1.1");
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", Body, [("X-Sign-1", Hex(HMACSHA1.HashData(Utf8(Secret), Utf8(Body))))]));
    }

    [Fact]
    public async Task Where_there_are_other_credentials_as_well_both_must_hold()
    {
        await using var server = await ReceivingServer.StartAsync(Topology("workshop", $"secrets: ['{Secret}'], bearer: [token]"));
        using var client = server.Client("1.1");
        (string, string) token = ("Authorization", "Bearer token");
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "/a", Body, Signed(Secret, Body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "/a", Body, [token]));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", Body, [.. Signed(Secret, Body), token]));
    }

    [Fact]
    public async Task A_secret_in_the_body_is_checked_and_not_kept()
    {
        await using var server = await ReceivingServer.StartAsync(Topology("meter", $"secrets: ['{Secret}']"));
        using var client = server.Client("1.1");
        var body = $$"""{"kind":"tide","meterSecret":"{{Secret}}"}""";
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", body, []));
        using (var gzip = new ByteArrayContent(Gzip(body)))
        {
            gzip.Headers.Add("Content-Encoding", "gzip");
            gzip.Headers.Add("Content-Type", "application/json");
            using var answer = await client.PostAsync("/a", gzip, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a", body, [("X-Meter-Token", Secret)]));
        Assert.All(server.Kept(), kept =>
        {
            Assert.Equal(body.Replace(Secret, new string('*', Secret.Length), StringComparison.Ordinal), Encoding.UTF8.GetString(kept.Body));
            Assert.Contains("body.meterSecret", kept.Summary.Redacted);
            Assert.Null(HeaderLines.Joined(kept.Headers, "Content-Encoding"));
            Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(kept.Headers), StringComparison.Ordinal);
            Assert.Equal("tide", kept.Summary.Facts.Type);
        });
        Assert.Equal(3, server.Kept().Count);
        for (var i = 0; i < 3; i++) await server.OutcomeAsync();
        await AssertRefusedAsync(server, client, """{"kind":"tide","meterSecret":""}""", [], "no credentials");
        await AssertRefusedAsync(server, client, """{"kind":"tide"}""", [], "no credentials");
        await AssertRefusedAsync(server, client, """{"kind":"tide","meterSecret":"other"}""", [], "wrong credentials");
        await AssertRefusedAsync(server, client, body, [("X-Meter-Token", "other")], "wrong credentials");
    }

    [Fact]
    public async Task A_source_may_want_its_secrets_kept()
    {
        await using var server = await ReceivingServer.StartAsync(Topology("meter", $"secrets: ['{Secret}'], keepSecrets: true"));
        using var client = server.Client("1.1");
        var body = $$"""{"meterSecret":"{{Secret}}"}""";
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, "/a?token=t", body, [("X-Meter-Token", Secret)]));
        var kept = Assert.Single(server.Kept());
        Assert.Equal(body, Encoding.UTF8.GetString(kept.Body));
        Assert.Equal("?token=t", kept.Query);
        Assert.Equal(Secret, HeaderLines.Joined(kept.Headers, "X-Meter-Token"));
        Assert.Empty(kept.Summary.Redacted);
    }

    [Theory]
    [InlineData("/meter")]
    [InlineData("/webhook")]
    [InlineData("/nowhere")]
    public async Task What_is_refused_is_kept_without_the_secrets_of_any_sender_s_body(string path)
    {
        await using var server = await RefusingServer.StartAsync();
        var meters = Topology("meter", "secrets: [right]", name: "meter");
        server.Topology = new Topology([.. server.Topology.Sources, .. meters.Sources]) { Senders = meters.Senders };
        using var client = server.Client(password: null);
        Assert.Equal(path == "/nowhere" ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized, await SendAsync(client, path, $$"""{"meterSecret":"{{Secret}}"}""", []));
        await server.KeptAsync(1);
        var refused = Assert.Single(await server.RefusedAsync());
        Assert.Equal($$"""{"meterSecret":"{{new string('*', Secret.Length)}}"}""", Encoding.UTF8.GetString(refused.Body));
        Assert.Contains("body.meterSecret", refused.Row.Redacted);
    }

    [Fact]
    public async Task Of_what_is_signed_the_quarantine_keeps_body_and_signature_as_they_came()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Topology = Topology("workshop", "secrets: [right]");
        using var client = server.Client(password: null);
        var signed = Signed("wrong", Body);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "/a", Body, signed));
        await server.KeptAsync(1);
        var refused = Assert.Single(await server.RefusedAsync());
        Assert.Equal(signed[0].Value, HeaderLines.Joined(refused.Headers, "X-Sign-2"));
        Assert.Equal(Body, Encoding.UTF8.GetString(refused.Body));
    }

    private static Topology Topology(string sender, string credentials, string name = "a") => Written.Of(
        $"senders: own\nsources: {{ {name}: {{ path: /{name}, sender: {sender}, {credentials} }} }}\n",
        files: [($"{Written.Folder}/own/workshop.json", Utf8(Workshop)), ($"{Written.Folder}/own/meter.json", Utf8(Meter))]).Topology;

    private static (string Name, string Value)[] Signed(string secret, string body, TimeSpan off = default)
    {
        var time = (TimeProvider.System.GetUtcNow() + off).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return [("X-Sign-2", "sha256=" + Hex(HMACSHA256.HashData(Utf8(secret), Utf8($"{time}.{body}")))), ("X-Time", time)];
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string path, string body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Version = client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task AssertRefusedAsync(ReceivingServer server, HttpClient client, string body, (string, string)[] headers, string reason)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "/a", body, headers));
        var outcome = await server.OutcomeAsync();
        while (outcome.Status != 401) outcome = await server.OutcomeAsync();
        Assert.Equal(reason, outcome.Reason);
        Assert.DoesNotContain(Secret, outcome.NextStep, StringComparison.Ordinal);
    }

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(Utf8(text));
        return buffer.ToArray();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
