using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving.Explaining;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Tests.Receiving;

/// <summary>Made-up senders that sign, sources for them, and requests of theirs, signed for real.</summary>
internal static class SignedSources
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Secret = "s3cret-of-the-hook-4711";
    public const string Other = "an0ther-s3cret-0815";

    /// <summary>Signs the body alone.</summary>
    public static readonly SenderProfile Plain = Profile("made-up-plain", """{"scheme":"hmac","algorithm":"sha256","header":"X-Plain-Signature","prefix":"sha256="}""", """{"X-Plain-Event":"x","X-Plain-Delivery":"{uuid}"}""");

    /// <summary>Signs a time with it.</summary>
    public static readonly SenderProfile Timed = Profile("made-up-timed", """{"scheme":"hmac","algorithm":"sha256","header":"X-Timed-Signature","separator":",","prefix":"v1=","signed":"{timestamp}.{body}","timestamp":{"from":"parameter.t"}}""");

    /// <summary>As Standard Webhooks.</summary>
    public static readonly SenderProfile Standard = Profile("made-up-standard", """{"scheme":"hmac","algorithm":"sha256","header":"hook-signature","encoding":"base64","separator":" ","prefix":"v1,","key":"whsec","signed":"{header.hook-id}.{timestamp}.{body}","timestamp":{"from":"header.hook-timestamp"}}""");

    /// <summary>Signs the URL with it.</summary>
    public static readonly SenderProfile Called = Profile("made-up-called", """{"scheme":"hmac","algorithm":"sha1","encoding":"base64","header":"X-Called-Signature","signed":"{url}{body}"}""");

    public static SenderProfile Profile(string name, string auth, string headers = "{}") => ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes(
        $$$"""{"name":"{{{name}}}","title":"The {{{name}}}","auth":[{{{auth}}}],"sample":{"headers":{{{headers}}},"text":"a=b"} }""")));

    public static Source Source(string name, SenderProfile sender, params string[] secrets) => new()
    {
        Name = name,
        Path = "/hooks/" + name,
        Sender = sender,
        Schemes = [.. sender.Schemes],
        Signatures = SourceSignatures.Bind(sender.Schemes, secrets),
        Secrets = [.. secrets.Select(secret => new HiddenText(secret))],
        BodyLimit = 1 << 20,
    };

    /// <summary>A request as its sender sends it.</summary>
    public static OutgoingRequest Sent(SenderProfile sender, string secret, string body, DateTimeOffset? at = null, string url = "https://hooks.example.com/hooks/one", params (string Name, string Value)[] headers)
    {
        var request = new OutgoingRequest { Method = "POST", Url = new(url), Body = Encoding.UTF8.GetBytes(body) };
        foreach (var (name, value) in headers) request.Headers[name] = value;
        if (sender == Standard) request.Headers["hook-id"] = "msg_1";
        sender.Schemes.First().Sign(request, secret, at ?? Noon);
        return request;
    }

    public static SignatureCase Case(OutgoingRequest sent, params Source[] sources) => new()
    {
        Request = Received(sent.AsSigned()),
        Source = sources[0],
        Topology = new(sources),
        At = Noon,
    };

    public static SignatureCase With(this SignatureCase about, string body) => about with { Request = about.Request with { Body = Encoding.UTF8.GetBytes(body) } };

    public static SignatureCase Without(this SignatureCase about, params string[] headers)
    {
        foreach (var name in headers) about.Request.Headers.Remove(name);
        return about;
    }

    /// <summary>What comes of it, once it was seen to hold no secret and no signature.</summary>
    public static Explanation Explained(this SignatureCase about)
    {
        var diagnosed = Diagnosis.Of(about);
        Assert.NotNull(diagnosed);
        var said = string.Join('\n', [diagnosed.Reason, .. Said(diagnosed.Found)]);
        Assert.All(NeverSaid(about), never => Assert.DoesNotContain(never, said, StringComparison.OrdinalIgnoreCase));
        return diagnosed.Found;
    }

    public static IEnumerable<string> Said(Explanation found) => [found.Cause ?? "", found.NextStep, .. found.Tried];

    /// <summary>Every secret, each half of one, and what each of them signs the request with.</summary>
    private static IEnumerable<string> NeverSaid(SignatureCase about)
    {
        var secrets = about.Topology.Sources.SelectMany(source => source.Secrets.Concat(about.Topology.PreviousSecrets.Of(source.Name))).Select(secret => secret.Reveal()).ToList();
        foreach (var secret in secrets)
        {
            yield return secret;
            yield return secret[..(secret.Length / 2)];
            yield return secret[(secret.Length / 2)..];
            foreach (var scheme in about.Topology.Sources.SelectMany(source => source.Schemes).OfType<HmacScheme>())
            {
                foreach (var algorithm in Enum.GetValues<HmacAlgorithm>())
                {
                    var key = scheme.Settings.Key.Read(secret) ?? Encoding.UTF8.GetBytes(secret);
                    using var hmac = System.Security.Cryptography.IncrementalHash.CreateHMAC(new HmacScheme(scheme.Settings with { Algorithm = algorithm }).HashName, key);
                    hmac.AppendData(about.Request.Body.Span);
                    var hash = hmac.GetHashAndReset();
                    yield return Convert.ToHexStringLower(hash)[..16];
                    yield return Convert.ToBase64String(hash)[..16];
                }
            }
        }
        foreach (var value in about.Request.Headers.Where(header => header.Key.EndsWith("Signature", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value)) yield return value!;
    }

    private static SignedRequest Received(SignedRequest sent) => sent with { Headers = new HeaderDictionary(sent.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)) };
}
