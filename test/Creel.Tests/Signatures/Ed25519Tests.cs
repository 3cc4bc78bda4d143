using System.Text;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Signatures;

public sealed class Ed25519Tests
{
    // Published in the tests of svix-server.
    private const string Public = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    private const string Private = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private const string Published = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static readonly SignatureScheme StandardWebhooks = AuthCompiler.Compile(new AuthData
    {
        Scheme = "ed25519",
        Header = "webhook-signature",
        Encoding = "base64",
        Prefix = "v1a,",
        Separator = " ",
        Signed = "{header.webhook-id}.{timestamp}.{body}",
        Timestamp = new TimestampData { From = "header.webhook-timestamp" },
        Key = "whpk",
    })!;

    [Fact]
    public void Takes_the_published_signature() => Assert.Equal(SignatureCheck.Good, Check(Public, Vector()));

    [Fact]
    public void Signs_as_published()
    {
        var request = Vector();
        request.Headers.Remove("webhook-signature");
        StandardWebhooks.Sign(request, Private, Then);
        Assert.Equal(Published, request.Headers["webhook-signature"]);
    }

    private static OutgoingRequest Vector() => new()
    {
        Method = "POST",
        Url = new Uri("https://creel.example.net/hooks/sw"),
        Headers = { ["webhook-id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek", ["webhook-timestamp"] = "1614265330", ["webhook-signature"] = Published },
        Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}"""),
    };

    private static SignatureCheck Check(string key, OutgoingRequest request)
    {
        Assert.Null(StandardWebhooks.KeyProblem(key));
        return StandardWebhooks.Bind([key]).Check(request.AsSigned(), Then);
    }
}
