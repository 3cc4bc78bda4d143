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
