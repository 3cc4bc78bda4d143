using System.Text;
using Creel.Configuration;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Fuzz.Targets;

/// <summary>Any question to every sender's handshakes: nothing throws, nothing without credentials is answered, and no address is called but one of SNS.</summary>
internal static class HandshakeTarget
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (Source Asked, Source Closed)[] Sources = [..
        from profile in SenderCatalog.Embedded.All
        where profile.HandshakeRules.InHead.Length + profile.HandshakeRules.InBody.Length > 0
        let open = new Source { Name = profile.Name, Path = "/a", Sender = profile, Open = true, BodyLimit = 1 << 20 }
        select (open, open with { Open = false, Basic = [new BasicCredential("noc", "made up")] })];

    /// <summary>The first line is the query, the second the value of every header that a handshake looks at; the rest is the body.</summary>
    public static FuzzTarget Create() => new("handshakes", input =>
    {
        var parts = Encoding.Latin1.GetString(input).Split('\n', 3);
        var body = Encoding.Latin1.GetBytes(parts[^1]);
        var caller = new Caller(null, "203.0.113.9", null);
        foreach (var (asked, closed) in Sources)
        {
            var headers = new HeaderDictionary();
            foreach (var name in asked.Sender.HandshakeRules.InHead.Select(one => one.Name).Where(name => name.Length > 0).Append("WebHook-Request-Origin").Append("WebHook-Request-Rate")) headers[name] = parts[parts.Length / 2];
            foreach (var (name, value) in asked.Sender.HandshakeRules.InBody.SelectMany(one => one.Headers)) headers[name] = value;
            if (BodyHandshakes.Find(asked, headers, body) is { } question)
                FindingException.ThrowUnless(question.Challenge.Length <= 4096 && (question.Handshake.Challenge < 0 || question.Challenge.Length > 0), $"{asked.Name}: {question}");
            foreach (var method in new[] { "GET", "HEAD", "POST", "OPTIONS" })
            {
                var request = Request(method, parts[0], headers);
                var signed = SignedRequest.Of(request, null);
                if (HeadHandshakes.Answer(request, caller, asked, signed, Now) is { } answer)
                    FindingException.ThrowUnless(answer.Status == 200 && answer.Headers.All(header => !header.Value.ToString().Any(char.IsControl)), $"{asked.Name}: {answer.Status}");
                // Whether it may send (OPTIONS) a sender may ask before it has anything to show.
                FindingException.ThrowUnless(method == "OPTIONS" || HeadHandshakes.Answer(request, caller, closed, signed, Now) is null or { Status: 401 }, $"{asked.Name}: answered without credentials");
            }
        }
        if (SubscriptionConfirmation.Trusted(parts[^1]) is { } address)
            FindingException.ThrowUnless(address is { Scheme: "https", Port: 443, AbsolutePath: "/" } && address.Host.StartsWith("sns.", StringComparison.Ordinal) && !address.Host.Contains("s3", StringComparison.Ordinal), address.ToString());
    },
        "validationToken=a%20b&challenge=c&hub.challenge=d\nabc\n{\"type\": \"url_verification\", \"challenge\": \"x\"}",
        "\neventemitter.example.com\n[{\"eventType\": \"Microsoft.EventGrid.SubscriptionValidationEvent\", \"data\": {\"validationCode\": \"a\"}}]",
        "\n\u00e9\n{\"event\": \"endpoint.url_validation\", \"payload\": {\"plainToken\": \"q\"}}", "a\n120\n{\"type\": 1}",
        "\n\n{\"Type\": \"SubscriptionConfirmation\", \"SubscribeURL\": \"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription\"}",
        "\n\nhttps://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=a", "\n\nhttps://sns.s3-eu-west-1.amazonaws.com/?Action=ConfirmSubscription", "");

    private static HttpRequest Request(string method, string query, HeaderDictionary headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = "/a";
        request.QueryString = new QueryString($"?{query.Replace('#', '-')}");
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return request;
    }
}
