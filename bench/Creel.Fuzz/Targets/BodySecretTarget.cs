using System.Text;
using System.Text.Json;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Fuzz.Targets;

/// <summary>Any body with a secret in it: what proves a sender does not stay in what is kept, and nothing else changes.</summary>
internal static class BodySecretTarget
{
    private const string Secret = "51309";

    private static readonly BodySecretScheme[] Schemes = [new("sharedSecret"), new("value[].clientState")];
    private static readonly BodySecrets Secrets = BodySecrets.At([.. Schemes.Select(scheme => scheme.Place)]);

    public static FuzzTarget Create() => new("secrets", input =>
    {
        var clean = Secrets.Overwrite(input, out var redacted);
        FindingException.ThrowUnless(clean is null == (redacted.Count == 0), "it is not said what is missing");
        if (clean is null)
        {
            FindingException.ThrowUnless(!Proves(input), "a secret was taken, and is kept");
            return;
        }
        FindingException.ThrowUnless(clean.Length == input.Length, "not as long as it was");
        FindingException.ThrowUnless(!Proves(clean), "what is kept still proves who sent it");
        FindingException.ThrowUnless(!Proves(input) || !Encoding.UTF8.GetString(clean).Contains(Secret, StringComparison.Ordinal) || CountOf(input) > 1, "the secret is kept");
        FindingException.ThrowUnless(Secrets.Overwrite(clean, out _) is null || Secrets.Overwrite(clean, out _)!.AsSpan().SequenceEqual(clean), "differs the second time");
        FindingException.ThrowUnless(!IsJson(input) || IsJson(clean), "it was JSON, and is none any more");
    },
        $"{{\"sharedSecret\": \"{Secret}\", \"a\": [\"sharedSecret\", {{\"b\": \"\\\"\"}}]}}",
        $"{{\"value\": [{{\"clientState\": \"{Secret}\"}}, {{\"clientState\": {Secret}}}], \"x\": \"\\\\\"}}",
        $"{{\"shared\\u0053ecret\": [\"{Secret}\", [\"{Secret}\"]], \"sharedSecret\": \"\\u0035{Secret[1..]}\"}}",
        "{\"sharedSecret\": -1.5e3}", "{\"sharedSecret\": true}", "{\"sharedSecret\": {\"a\": 1}}", $"\"sharedSecret\" : \"{Secret}", "\u00ef\u00bb\u00bf{}", "");

    private static bool Proves(byte[] body)
    {
        var request = new SignedRequest { Method = "POST", Origin = "", Target = "/", Headers = new HeaderDictionary(), Body = body, DecodedBody = body };
        return Array.Exists(Schemes, scheme => scheme.Bind([Secret]).Check(request, default).IsGood);
    }

    private static int CountOf(byte[] body) => Encoding.UTF8.GetString(body).Split(Secret).Length - 1;

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
