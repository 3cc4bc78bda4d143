using System.Security.Cryptography;
using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Signatures;

/// <summary>A kind of signature with made-up keys, and a request that it signs.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Scheme">The kind.</param>
/// <param name="Signs">What the sender has.</param>
/// <param name="Checks">What the source has.</param>
/// <param name="Other">What another source has.</param>
internal sealed record SchemeCase(string Name, SignatureScheme Scheme, string Signs, string Checks, string Other)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string ContentType { get; init; } = "application/json";
    public string Body { get; init; } = """{"event":"link down","port":"Gi1/0/1","note":"grün"}""";

    /// <summary>The header in which the time stands, and is signed.</summary>
    public string? TimeHeader { get; init; }

    private static readonly (string Signs, string Checks) Ed25519 = Ed25519Pair("nTXc2p0hvE9ojZxLNSNYyRAzcSNiMYdA2NuJHdSJ8Bo=");
    private static readonly (string Signs, string Checks) OtherEd25519 = Ed25519Pair("TM0Imyj/ltqdsqtNCTqBIeOXb9FEr/H58xnjWb6UuPs=");
    private static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256), OtherP256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static readonly IReadOnlyList<SchemeCase> All =
    [
        new("hmac", Compile(new() { Scheme = "hmac", Algorithm = "sha256", Header = "X-Hub-Signature-256", Prefix = "sha256=" }), "secret", "secret", "secrets"),
        new("hmac with a time", Compile(new()
        {
            Scheme = "hmac", Algorithm = "sha512", Header = "X-Signature", Encoding = "base64", Signed = "{method} {url}\n{timestamp}\n{header.X-Id}\n{body}",
            Timestamp = new TimestampData { From = "header.X-Time", Unit = "iso" },
        }), "secret", "secret", "Secret") { TimeHeader = "X-Time" },
        new("ed25519 of Discord", Compile(new()
        {
            Scheme = "ed25519", Header = "X-Signature-Ed25519", Signed = "{timestamp}{body}", Timestamp = new TimestampData { From = "header.X-Signature-Timestamp" },
        }), Hex(Ed25519.Signs), Hex(Ed25519.Checks), Hex(OtherEd25519.Checks)) { TimeHeader = "X-Signature-Timestamp" },
        new("ed25519 of Standard Webhooks", Compile(new()
        {
            Scheme = "ed25519", Header = "webhook-signature", Encoding = "base64", Prefix = "v1a,", Separator = " ", Signed = "{header.X-Id}.{timestamp}.{body}", Key = "whpk",
            Timestamp = new TimestampData { From = "header.webhook-timestamp" },
        }), "whsk_" + Convert.ToBase64String([.. Convert.FromBase64String(Ed25519.Signs), .. Convert.FromBase64String(Ed25519.Checks)]), "whpk_" + Ed25519.Checks, "whpk_" + OtherEd25519.Checks)
            { TimeHeader = "webhook-timestamp" },
        new("ed25519 of the body alone", Compile(new() { Scheme = "ed25519", Header = "X-Sign", Encoding = "base64", Key = "base64" }), Ed25519.Signs, Ed25519.Checks, OtherEd25519.Checks),
        new("ecdsa of SendGrid", Compile(new()
        {
            Scheme = "ecdsa", Header = "X-Twilio-Email-Event-Webhook-Signature", Encoding = "base64", Signed = "{timestamp}{body}",
            Timestamp = new TimestampData { From = "header.X-Twilio-Email-Event-Webhook-Timestamp" },
        }), Convert.ToBase64String(P256.ExportPkcs8PrivateKey()), Convert.ToBase64String(P256.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(OtherP256.ExportSubjectPublicKeyInfo()))
            { TimeHeader = "X-Twilio-Email-Event-Webhook-Timestamp" },
        new("ecdsa of the body alone", Compile(new() { Scheme = "ecdsa", Header = "X-Sign", Prefix = "ecdsa=", Separator = "," }),
            P256.ExportECPrivateKeyPem(), P256.ExportSubjectPublicKeyInfoPem(), OtherP256.ExportSubjectPublicKeyInfoPem()),
        new("url-form with a form", Compile(new() { Scheme = "url-form", Header = "X-Twilio-Signature" }), "token", "token", "tokens")
            { ContentType = "application/x-www-form-urlencoded; charset=utf-8", Body = "To=1&From=22&Body=link+down&Empty=&To=0" },
        new("url-form with JSON", Compile(new() { Scheme = "url-form", Header = "X-Twilio-Signature" }), "token", "token", "tokens"),
    ];

    /// <summary>The request, signed.</summary>
    public OutgoingRequest Sign(DateTimeOffset? at = null)
    {
        var request = new OutgoingRequest
        {
            Method = "POST",
            Url = new Uri("https://creel.example.net:5443/hooks/x?tenant=a%20b"),
            Headers = { ["Content-Type"] = ContentType, ["X-Id"] = "msg_0001" },
            Body = Encoding.UTF8.GetBytes(Body),
        };
        Scheme.Sign(request, Signs, at ?? Now);
        return request;
    }

    public SignatureCheck Check(in SignedRequest request, params string[] keys)
    {
        if (keys.Length == 0) keys = [Checks];
        Assert.All(keys, key => Assert.Null(Scheme.KeyProblem(key)));
        var verifier = Scheme.Bind(keys);
        return verifier.IsPresent(request) ? verifier.Check(request, Now) : new(SignatureFault.Missing);
    }

    public override string ToString() => Name;

    public static SignatureScheme Compile(AuthData data) => AuthCompiler.Compile(data)!;

    private static (string Signs, string Checks) Ed25519Pair(string seed)
    {
        var key = new Org.BouncyCastle.Crypto.Parameters.Ed25519PrivateKeyParameters(Convert.FromBase64String(seed));
        return (seed, Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()));
    }

    private static string Hex(string base64) => Convert.ToHexStringLower(Convert.FromBase64String(base64));
}
