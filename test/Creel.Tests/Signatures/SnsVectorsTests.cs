using System.Security.Cryptography.X509Certificates;
using System.Text;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Signatures;

/// <summary>Messages that Amazon itself signed, with its certificate of that time: published in the tests of its SDK for Java (Apache-2.0).</summary>
public sealed class SnsVectorsTests
{
    private const string Topic = "arn:aws:sns:us-west-2:131990247566:dongie-standard-topic";

    private static readonly X509Certificate2 Certificate = X509Certificate2.CreateFromPem(Text("certificate.pem"));

    [Theory]
    [InlineData("notification-1.json")]
    [InlineData("notification-2.json")]
    [InlineData("subscription.json")]
    [InlineData("unsubscribe.json")]
    public void Takes_what_Amazon_signed(string file) => Assert.Equal(SignatureCheck.Good, Check(Text(file)));

    [Theory]
    [InlineData("notification-1.json", "subject", "subjects")]
    [InlineData("notification-2.json", "version 2.", "version 3.")]
    [InlineData("notification-2.json", "Notification\"", "UnsubscribeConfirmation\", \"Token\": \"\", \"SubscribeURL\": \"\"")]
    [InlineData("subscription.json", "\\nTo confirm", "\\n\\nTo confirm")]
    [InlineData("unsubscribe.json", "20:02:25.038Z", "20:02:25.039Z")]
    public void Refuses_what_was_changed_since(string file, string was, string now)
    {
        var text = Text(file);
        Assert.Contains(was, text, StringComparison.Ordinal);
        Assert.Equal(SignatureFault.Wrong, Check(text.Replace(was, now, StringComparison.Ordinal)).Fault);
    }

    private static SignatureCheck Check(string message)
    {
        var key = new RsaKey(Certificate.PublicKey.ExportSubjectPublicKeyInfo());
        var request = new SignedRequest
        {
            Method = "POST",
            Origin = "https://creel.example.net",
            Target = "/hooks/sns",
            Headers = new HeaderDictionary(),
            DecodedBody = Encoding.UTF8.GetBytes(message),
            FetchedKeys = url => url.EndsWith("/SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem", StringComparison.Ordinal) ? key : null,
        };
        return new SnsScheme().Bind([Topic]).Check(request, DateTimeOffset.Parse("2026-03-07T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Text(string file) => File.ReadAllText(Repository.At("test", "Creel.Tests", "Signatures", "Sns", file));
}
