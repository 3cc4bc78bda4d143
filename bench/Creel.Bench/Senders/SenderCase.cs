using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Creel.Bench.Load;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Creel.Bench.Senders;

/// <summary>One sender with one kind of body, and what stands in its source's configuration beside its name.</summary>
/// <param name="Name">The path of its source, too.</param>
/// <param name="Sender">Its profile.</param>
/// <param name="Proof">How it proves itself, as it is configured.</param>
/// <param name="Body">What it sends.</param>
/// <param name="Headers">What it sends besides, the signature included.</param>
/// <param name="Sign">The text that is signed, out of the time, the URL and the body, and how; null: nothing is.</param>
internal sealed record SenderCase(string Name, string Sender, string Proof, string Body, string Headers, (Func<string, string, string, string> Content, Func<byte[], string> Write)? Sign = null)
{
    private const string Secret = "made-up-secret-of-a-sender";
    private const string BasicSuffix = "+basic";
    private const string Json = "Content-Type: application/json\r\n";
    private const string Standard = $"{Json}webhook-id: msg_{NumberHoles.Hole}\r\nwebhook-timestamp: @time@\r\nwebhook-signature: {SignedTemplate.Mark}\r\n";

    private static readonly byte[] Key = Encoding.ASCII.GetBytes(Secret);
    private static readonly byte[] Seed = SHA256.HashData(Key);
    private static readonly string Secrets = $"secrets: [\"{Secret}\"]";

    public static IReadOnlyList<SenderCase> All { get; } =
    [
        new("catalyst-center", "catalyst-center", "basic: [{ user: username, password: password }]", EventTemplate.Text.Replace("7d0c2a94-51be-4c3f-9a60-", "bench-", StringComparison.Ordinal), $"{Json}Authorization: {Credentials.HeaderValue}\r\n"),
        new("github-1k", "github", Secrets, SenderBodies.Issue(whole: false), GitHub, (OfBody, content => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Key, content))}")),
        new("github-13k", "github", Secrets, SenderBodies.Issue(whole: true), GitHub, (OfBody, content => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Key, content))}")),
        new("slack", "slack", Secrets, SenderBodies.Message, $"{Json}X-Slack-Request-Timestamp: @time@\r\nX-Slack-Signature: {SignedTemplate.Mark}\r\n",
            ((time, _, body) => $"v0:{time}:{body}", content => $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Key, content))}")),
        new("standard-webhooks-v1", "standard-webhooks", $"secrets: [\"whsec_{Convert.ToBase64String(Key)}\"]", SenderBodies.Device, Standard,
            (OfStandard, content => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key, content))}")),
        new("standard-webhooks-v1a", "standard-webhooks", $"secrets: [\"whpk_{Convert.ToBase64String(Public())}\"]", SenderBodies.Device, Standard, (OfStandard, content => $"v1a,{Convert.ToBase64String(Ed(content))}")),
        new("mist-batch", "mist", Secrets, SenderBodies.Batch, $"{Json}X-Mist-Signature-v2: {SignedTemplate.Mark}\r\n", (OfBody, content => Convert.ToHexStringLower(HMACSHA256.HashData(Key, content)))),
        new("meraki", "meraki", Secrets, SenderBodies.Meraki, Json),
        new("twilio", "twilio", Secrets, SenderBodies.Form, $"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nI-Twilio-Idempotency-Token: {NumberHoles.Hole}\r\nX-Twilio-Signature: {SignedTemplate.Mark}\r\n",
            ((_, url, _) => url + SenderBodies.FormFields, content => Convert.ToBase64String(HMACSHA1.HashData(Key, content)))),
    ];

    /// <summary>The same body with HTTP Basic, to a source that reads nothing out of it.</summary>
    public string Basic => Name + BasicSuffix;

    public static string Configuration()
    {
        var text = new StringBuilder("sources:\n  probe: { path: /webhook, sender: catalyst-center, basic: [{ user: username, password: password }] }\n");
        text.Append("  basic: { path: /hooks/basic, sender: any, basic: [{ user: username, password: password }] }\n");
        foreach (var one in All) text.Append(CultureInfo.InvariantCulture, $"  {one.Name}: {{ path: /hooks/{one.Name}, sender: {one.Sender}, {one.Proof} }}\n");
        return text.ToString();
    }

    /// <param name="name">That of a case, or what <see cref="Basic"/> gives of one.</param>
    /// <param name="port">The server's.</param>
    public static SignedTemplate Template(string name, int port)
    {
        var basic = name.EndsWith(BasicSuffix, StringComparison.Ordinal);
        var one = All.FirstOrDefault(one => one.Name == name.Replace(BasicSuffix, "", StringComparison.Ordinal)) ?? throw new BenchException($"There is no sender {name}.");
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var path = $"/hooks/{(basic ? "basic" : one.Name)}";
        var headers = basic ? $"Content-Type: {(one.Sender == "twilio" ? "application/x-www-form-urlencoded" : "application/json")}\r\nAuthorization: {Credentials.HeaderValue}\r\n" : one.Headers.Replace("@time@", time, StringComparison.Ordinal);
        var head = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: creel-bench\r\n{headers}";
        var content = !basic && one.Sign is { } sign ? sign.Content(time, $"https://127.0.0.1:{port}{path}", one.Body) : "";
        return new SignedTemplate(head, one.Body, content, basic ? null : one.Sign?.Write);
    }

    private static string GitHub => $"{Json}X-GitHub-Event: issues\r\nX-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-{NumberHoles.Hole}\r\nX-GitHub-Hook-ID: 292430182\r\nX-Hub-Signature-256: {SignedTemplate.Mark}\r\n";

    private static string OfBody(string time, string url, string body) => body;

    private static string OfStandard(string time, string url, string body) => $"msg_{NumberHoles.Hole}.{time}.{body}";

    private static byte[] Public()
    {
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(Seed, 0, key, 0);
        return key;
    }

    private static byte[] Ed(byte[] content)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(Seed, 0, content, 0, content.Length, signature, 0);
        return signature;
    }
}
