using Creel.Inbox;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Fuzz.Targets;

/// <summary>A sender profile of any bytes, as users write them: a profile that reads, signs and checks, or a sentence that says why not.</summary>
internal static class ProfileTarget
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Headers = HeaderLines.Encode([new("X-A", "a"), new("X-B", "b")]);

    public static FuzzTarget Create() => new("profile", input =>
    {
        SenderProfile profile;
        try
        {
            profile = ProfileCompiler.Compile(ProfileData.Parse(input));
        }
        catch (FormatException e)
        {
            FindingException.ThrowUnless(e.Message.Length > 0, "no reason");
            return;
        }
        FactsReader.Read(profile, "{\"a\": {\"b\": 1}, \"c\": [{\"a\": \"x\"}, 2], \"a\": {\"b\": \"y\"}}"u8, "application/json", "203.0.113.9", Headers);
        FactsReader.Read(profile, "a=b&c=d"u8, "application/x-www-form-urlencoded", "203.0.113.9");
        foreach (var scheme in profile.Schemes) Try(profile, scheme);
        profile.BodySecrets.Overwrite("{\"a\": {\"b\": 1}}"u8, out _);
    },
        """{"name":"a","title":"A","docs":"d","references":["https://example.com"],"unconfirmed":["u"],"setup":["s {url}"],"auth":[{"scheme":"hmac","algorithm":"sha1","header":"X-S","encoding":"base64","prefix":"v1=","separator":",","signed":"{timestamp}.{method}.{url}.{header.X-A}.{body}","key":"text","timestamp":{"from":"parameter.t","unit":"s","tolerance":"5m"}}]}""",
        """{"name":"b","title":"B","items":"c","facts":{"type":["{header.X-A}.{a.b}","body.a.b","."],"title":["a.\"b c\""],"subject":["a"],"correlation":["a"],"severity":{"from":["a"],"levels":{"x":1}},"status":{"from":["a"],"values":{"x":"active"}},"occurredAt":{"from":["a"],"formats":["unix-s","unix-ms","iso","iso-utc"]},"link":{"from":["a"],"htmlEscaped":true,"placeholder":"<H>","host":["body.a"]},"test":[{"is":{"a":"x"},"empty":"body.c","besides":["a"]}]}}""",
        """{"name":"c","title":"C","auth":[{"scheme":"ed25519","header":"X-S","key":"hex","signed":"{timestamp}{body}","timestamp":{"from":"header.X-T","unit":"ms","tolerance":"1h"}},{"scheme":"ecdsa","header":"X-E"},{"scheme":"url-form","header":"X-U"},{"scheme":"header","name":"X-A","prefix":"a ","encoding":"base64"},{"scheme":"bearer"},{"scheme":"query","name":"code"},{"scheme":"body","path":"value[].state"},{"scheme":"basic"},{"scheme":"certificate"},{"scheme":"sns"}]}""",
        """{"name":"d","title":"D","senderKey":{"from":["header.X-A","a"],"window":"3d"},"sameBody":{"ignore":["a.b"]},"form":"payload","bodyLimit":1000,"delivery":{"timeLimit":"10s","retries":"r","retriesFor":"48h","suspends":{"failures":3,"of":"any","after":"271m","text":"t"}},"acknowledge":{"status":200,"body":"ok","contentType":"text/plain"},"sample":{"method":"POST","contentType":"application/json","headers":{"X-A":"{uuid}"},"query":"a=b","body":{"t":"{#unix}"}}}""",
        """{"name":"e","title":"E","handshakes":[{"kind":"echo-query","query":"q"},{"kind":"echo-body","when":{"type":"v","header.X-A":"b"},"challenge":"c","as":"r"},{"kind":"hmac-body","when":{"e":"x"},"challenge":"p.t"},{"kind":"echo-header","header":"X-B"},{"kind":"options"},{"kind":"head"},{"kind":"constant","when":{"type":"1"},"status":200,"body":"{}"},{"kind":"sns-confirm"}]}""",
        "{}", "[]", "");

    private static void Try(SenderProfile profile, SignatureScheme scheme)
    {
        if (FuzzKeys.For(scheme) is not { } key || SenderSample.Of(profile)?.Fill(new Uri("https://creel.example.net/a"), Now) is not { } request) return;
        try
        {
            scheme.Sign(request, key.Signs, Now);
        }
        catch (InvalidOperationException e) when (e.Message.Contains("is signed, and is not there", StringComparison.Ordinal))
        {
            return;
        }
        _ = scheme.Bind([key.Checks]).Check(request.AsSigned(), Now);
    }
}
