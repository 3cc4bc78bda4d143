using System.Text;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Fuzz.Targets;

/// <summary>
/// Any headers, URL and body at every way in which every sender signs: nothing throws, nothing that was not signed is verified, and a
/// weaker signature never decides beside a stronger one.
/// </summary>
internal static class ForgedTarget
{
    /// <summary>The topic that the source of SNS takes.</summary>
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:alarms";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private sealed record Way(string Sender, SignatureScheme Scheme, SignatureVerifier Verifier, SourceSignatures All);

    private static readonly Way[] Ways = [..
        from profile in SenderCatalog.Embedded.All
        let keys = profile.Schemes.Select(Key).Distinct().ToList()
        let all = SourceSignatures.Bind(profile.Schemes, keys)
        from scheme in profile.Schemes
        select new Way(profile.Name, scheme, scheme.Bind([Key(scheme)]), all)];

    /// <summary>
    /// Lines of a head, an empty line, a body. A line that begins with a slash is the URL; the header <c>S</c> stands for the one that the
    /// scheme's signature is in, and <c>T</c> for that of its time.
    /// </summary>
    public static FuzzTarget Create() => new("forged", input =>
    {
        foreach (var way in Ways)
        {
            var request = Request(input, way.Scheme);
            var check = way.Verifier.Check(request, Now);
            FindingException.ThrowUnless(!check.IsGood, $"{way.Sender}, {way.Scheme.Description}: verified");
            FindingException.ThrowUnless(check.Place.Length > 0, $"{way.Sender}, {way.Scheme.Description}: {check.Fault}, and it does not say where");
            if (way.All.Deciding(request) is not { } deciding) continue;
            FindingException.ThrowUnless(!deciding.Check(request, Now).IsGood, $"{way.Sender}: {deciding.Scheme.Description} verified");
            var strongest = way.All.Verifiers.FirstOrDefault(verifier => verifier.IsPresent(request));
            FindingException.ThrowUnless(strongest is null || strongest == deciding, $"{way.Sender}: {deciding.Scheme.Description} decided, and {strongest?.Scheme.Description} is there");
        }
    },
        "S: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17\nT: 1772366400\n/hooks/a?code=b&bodySHA256=aa\n\n{\"a\": 1}",
        "S: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= v1a,AAAA v2,a\nT: 1772366400\nwebhook-id: msg_1\nsvix-id: msg_1\n\n{}",
        "S: t=1772366400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd,v0=aa\n\n[]",
        "S: MEUCIQDKZ3RnJd8Hl4Tm5GdGGxJpOQ2c7YkqD1s7kHnS8m0Y3wIgRzW8R8n1q6Jc5mS3oWv1f8b9n1o2p3q4r5s6t7u8v9w=\nT: 1772366400\n\na",
        "S: RSOYDt4T1cUTdK1PDd93/VVr8B8=\nContent-Type: application/x-www-form-urlencoded\n/hooks/twilio?a=%27b'\n\nTo=%2B1&From=a+b&To=%2B1&=&&x",
        "S: Bearer abc\nAuthorization: Bearer \u00e9\nS: two\n/?code=a&code=b&c%6fde=c\n\n{\"sharedSecret\": \"a\", \"value\": [{\"clientState\": \"b\"}, {\"clientState\": [[\"c\"], {}]}]}",
        $"\n\n{{\"Type\": \"Notification\", \"MessageId\": \"a\", \"TopicArn\": \"{Topic}\", \"Message\": \"m\\n\", \"Timestamp\": \"2026-03-01T12:00:00.000Z\", \"SignatureVersion\": \"2\", \"Signature\": \"AAAA\", \"SigningCertURL\": \"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem\"}}",
        "S: 00ff\nT: 2026-03-01T12:00:00Z\n\n{\"webhookTimestamp\": 1772366400, \"createdAt\": \"2026-03-01T12:00:00Z\"}",
        "\n\n", "");

    private static string Key(SignatureScheme scheme) => FuzzKeys.For(scheme)?.Checks ?? Topic;

    private static SignedRequest Request(byte[] input, SignatureScheme scheme)
    {
        var end = input.AsSpan().IndexOf("\n\n"u8);
        var head = Encoding.Latin1.GetString(input.AsSpan(0, Math.Max(0, end)));
        var headers = new HeaderDictionary();
        var target = "/hooks/here";
        foreach (var line in head.Split('\n'))
        {
            if (line.StartsWith('/')) target = line;
            var colon = line.IndexOf(':');
            if (colon <= 0) continue;
            var name = line[..colon] switch
            {
                "S" => scheme.Header,
                "T" => scheme.Time?.From is ['h', 'e', 'a', 'd', 'e', 'r', '.', ..] from ? from["header.".Length..] : null,
                var other => other,
            };
            if (name is not null) headers.Append(name, line[(colon + 1)..].Trim());
        }
        var body = input.AsMemory(end < 0 ? 0 : end + 2);
        return new SignedRequest
        {
            Method = "POST",
            Origin = "https://creel.example.net",
            Target = target,
            Headers = headers,
            Body = body,
            DecodedBody = body,
            FetchedKeys = url =>
            {
                FindingException.ThrowUnless(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "https", Host: "sns.eu-west-1.amazonaws.com", Port: 443, UserInfo: "" }, $"a key is wanted from {url}");
                return null;
            },
        };
    }
}
