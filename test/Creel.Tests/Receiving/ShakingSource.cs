using System.Text;
using Creel.Configuration;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Tests.Receiving;

/// <summary>A source whose made-up sender asks before it sends.</summary>
internal static class ShakingSource
{
    public const string Secret = "made-up-secret";

    public const string Hmac = """{"scheme":"hmac","algorithm":"sha256","header":"X-Signature"}""";

    /// <param name="handshake">As in a profile.</param>
    /// <param name="auth">As in a profile; null: it signs.</param>
    /// <param name="secrets">One, unless said otherwise.</param>
    public static Source Of(string handshake, string? auth = null, params string[] secrets)
    {
        var profile = Profile(handshake, auth);
        if (secrets.Length == 0) secrets = [Secret];
        return ReceivingServer.Source("hooks") with
        {
            Sender = profile,
            Schemes = [.. profile.Schemes],
            Signatures = SourceSignatures.Bind(profile.Schemes, secrets),
            Secrets = [.. secrets.Select(secret => new HiddenText(secret))],
        };
    }

    public static SenderProfile Profile(string handshake, string? auth = null) => ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes(
        $$"""{"name":"asking","title":"Asking","auth":[{{auth ?? Hmac}}],"handshakes":[{{handshake}}]}""")));

    /// <summary>Sends it by the client's own version of HTTP, which a message does not do by itself.</summary>
    public static Task<HttpResponseMessage> SendAsVersionAsync(this HttpClient client, HttpRequestMessage request)
    {
        (request.Version, request.VersionPolicy) = (client.DefaultRequestVersion, client.DefaultVersionPolicy);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A POST with a body, signed.</summary>
    public static HttpRequestMessage Signed(string body, string secret = Secret, string path = "/hooks")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var outgoing = new OutgoingRequest { Method = "POST", Url = new Uri("https://example.com" + path), Body = Encoding.UTF8.GetBytes(body) };
        Profile("""{"kind":"head"}""").Schemes.Single().Sign(outgoing, secret, DateTimeOffset.UnixEpoch);
        foreach (var (name, value) in outgoing.Headers) request.Headers.Add(name, value);
        return request;
    }
}
