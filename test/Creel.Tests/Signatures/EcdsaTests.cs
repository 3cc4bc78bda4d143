using System.Security.Cryptography;
using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Signatures;

public sealed class EcdsaTests
{
    // Published in the tests of sendgrid-nodejs.
    private const string Public = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";
    private const string Published = "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=";
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1588788367);

    private static readonly SignatureScheme SendGrid = AuthCompiler.Compile(new AuthData
    {
        Scheme = "ecdsa",
        Header = "X-Twilio-Email-Event-Webhook-Signature",
        Encoding = "base64",
        Signed = "{timestamp}{body}",
        Timestamp = new TimestampData { From = "header.X-Twilio-Email-Event-Webhook-Timestamp" },
    })!;

    [Fact]
    public void Takes_the_published_signature() => Assert.Equal(SignatureCheck.Good, Check(Public, Vector()));

    [Theory]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==")]
    public void Refuses_the_published_signature_with_another_key(string key) => Assert.Equal(SignatureFault.Wrong, Check(key, Vector()).Fault);

    [Fact]
    public void Takes_a_key_in_every_form_that_it_comes_in()
    {
        var pem = $"-----BEGIN PUBLIC KEY-----\n{Public[..64]}\n{Public[64..]}\n-----END PUBLIC KEY-----\n";
        foreach (var key in new[] { Public, $" {Public}\n", pem, pem.Replace("\n", "\r\n", StringComparison.Ordinal), $"of SendGrid:\n{pem}" }) Assert.Equal(SignatureCheck.Good, Check(key, Vector()));
    }

    public static TheoryData<string> NoKeys()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var off = Convert.FromBase64String(Public);
        off[^1] ^= 1;
        return
        [
            "", "secret", "AAAA", Public[..^8], Public + "AAAA",
            Convert.ToBase64String(off),
            Convert.ToBase64String([.. Convert.FromBase64String(Public), 0]),
            Convert.ToBase64String(p384.ExportSubjectPublicKeyInfo()), p384.ExportSubjectPublicKeyInfoPem(),
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), rsa.ExportSubjectPublicKeyInfoPem(),
            Convert.ToBase64String(p256.ExportPkcs8PrivateKey()), p256.ExportPkcs8PrivateKeyPem(), p256.ExportECPrivateKeyPem(),
            p256.ExportSubjectPublicKeyInfoPem().Replace("PUBLIC", "PRIVATE", StringComparison.Ordinal),
        ];
    }

    [Theory, MemberData(nameof(NoKeys))]
    public void Takes_no_other_key(string key) => Assert.NotNull(SendGrid.KeyProblem(key));

    [Fact]
    public void Signs_with_a_private_key_in_every_form_that_it_comes_in()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var key in new[] { Convert.ToBase64String(pair.ExportPkcs8PrivateKey()), pair.ExportPkcs8PrivateKeyPem(), pair.ExportECPrivateKeyPem() })
        {
            Assert.Null(SendGrid.SigningProblem(key));
            var request = Vector();
            SendGrid.Sign(request, key, Then);
            Assert.Equal(SignatureCheck.Good, Check(Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()), request));
        }
        Assert.NotNull(SendGrid.SigningProblem(Public));
        Assert.Throws<FormatException>(() => SendGrid.Sign(Vector(), Public, Then));
    }

    // Each says the same two numbers in a way that DER does not allow, or says something else.
    [Fact]
    public void Reads_one_way_of_writing_a_signature()
    {
        var good = Convert.FromBase64String(Published);
        byte[] r = good[4..37], s = good[39..];
        Assert.Equal((0x30, 0x02, 33, 0x02, 32), (good[0], good[2], good[3], good[37], good[38]));
        byte[][] others =
        [
            [.. good, 0], good[..^1], [0x31, .. good[1..]], [0x30, 0x81, .. good[1..]], [0x30, 0x80, .. good[2..], 0, 0],
            [0x30, (byte)(good[1] + 1), 2, 33, .. r, 2, 33, 0, .. s],
            [0x30, (byte)(good[1] - 1), 2, 32, .. r[1..], 2, 32, .. s],
            [0x30, 36, 2, 0, 2, 32, .. s], [.. r[1..], .. s],
            [0x30, (byte)(good[1] + 3), 2, 33, .. r, 2, 32, .. s, 2, 1, 1],
            [0x30, (byte)(good[1] + 1), 2, 34, 1, .. r, 2, 32, .. s],
        ];
        Assert.All(others, other => Assert.Equal(SignatureFault.Malformed, With(other)));
        Assert.Equal(SignatureFault.Wrong, With([0x30, 6, 2, 1, 0, 2, 1, 0]));
        Assert.Equal(SignatureFault.Wrong, With([0x30, 6, 2, 1, 1, 2, 1, 1]));
        Assert.Equal(SignatureFault.None, With(good));
        SignatureFault With(byte[] signature)
        {
            var request = Vector();
            request.Headers["X-Twilio-Email-Event-Webhook-Signature"] = Convert.ToBase64String(signature);
            return Check(Public, request).Fault;
        }
    }

    [Fact]
    public void Many_may_check_at_once()
    {
        var verifier = SendGrid.Bind([Public]);
        var request = Vector().AsSigned();
        Parallel.For(0, 500, _ => Assert.Equal(SignatureCheck.Good, verifier.Check(request, Then)));
    }

    private static OutgoingRequest Vector() => new()
    {
        Method = "POST",
        Url = new Uri("https://creel.example.net/hooks/sendgrid"),
        Headers = { ["X-Twilio-Email-Event-Webhook-Signature"] = Published, ["X-Twilio-Email-Event-Webhook-Timestamp"] = "1588788367" },
        Body = Encoding.UTF8.GetBytes("""{"category":"example_payload","event":"test_event","message_id":"message_id"}"""),
    };

    private static SignatureCheck Check(string key, OutgoingRequest request)
    {
        Assert.Null(SendGrid.KeyProblem(key));
        return SendGrid.Bind([key]).Check(request.AsSigned(), Then);
    }
}
