using System.Globalization;
using System.Text;
using Creel.Configuration;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Creel.Receiving;

/// <summary>
/// Answers what a sender asks before it sends, where the question is in the head of a request and can't be signed. What does not
/// look like the question goes on as if there were none.
/// </summary>
internal static class HeadHandshakes
{
    /// <summary>No challenge known is a tenth as long.</summary>
    private const int Longest = 4096;

    private const string Origin = "WebHook-Request-Origin";

    /// <summary>Null: the request is no such question.</summary>
    public static Answer? Answer(HttpRequest request, in Caller caller, Source source, in SignedRequest signed, DateTimeOffset at)
    {
        foreach (var handshake in source.Sender.HandshakeRules.InHead)
        {
            if (Answer(handshake, request) is not { } answer) continue;
            // CloudEvents asks before it has anything to show; what is shown all the same must be right.
            return (handshake.Kind == HandshakeKind.Options && SourceGate.MayAskWhetherToSend(request, caller, source, signed) ? null : SourceGate.EnterToAsk(request, caller, source, signed, at)) ?? answer;
        }
        return null;
    }

    private static Answer? Answer(HeadHandshake handshake, HttpRequest request) => handshake.Kind switch
    {
        HandshakeKind.Options => HttpMethods.IsOptions(request.Method) ? Options(request) : null,
        HandshakeKind.Head => HttpMethods.IsHead(request.Method) ? HandshakeAnswer.Empty : null,
        HandshakeKind.EchoQuery => IsQuestion(request) && Challenge(request.Query[handshake.Name]) is { } text ? HandshakeAnswer.Text(text) : null,
        HandshakeKind.EchoHeader => HttpMethods.IsGet(request.Method) && Challenge(request.Headers[handshake.Name]) is { } text ? HandshakeAnswer.Json(handshake.As, text) : null,
        _ => null,
    };

    // CloudEvents "HTTP 1.1 Web Hooks", section 4. The address in WebHook-Request-Callback is not called: whoever can reach us could have us call anybody.
    private static Answer? Options(HttpRequest request)
    {
        if (Challenge(request.Headers[Origin]) is not { } origin || origin.AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
        return HandshakeAnswer.Empty with
        {
            Headers =
            [
                .. HandshakeAnswer.Empty.Headers,
                new("Allow", "POST"),
                new("WebHook-Allowed-Origin", origin),
                new("WebHook-Allowed-Rate", Rate(request.Headers["WebHook-Request-Rate"])),
            ],
        };
    }

    private static string Rate(StringValues asked) =>
        asked is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate.ToString(CultureInfo.InvariantCulture) : "*";

    // With a body it would be an event, whatever its URL says, and must not be answered without being kept.
    private static bool IsQuestion(HttpRequest request) => HttpMethods.IsGet(request.Method)
        || (HttpMethods.IsPost(request.Method) && (request.ContentLength == 0
            || (request.ContentLength is null && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })));

    // The byte count of what is echoed, not the count of characters: it is UTF-8 that goes out.
    private static string? Challenge(StringValues given) => given is [{ Length: > 0 and <= Longest } one] && Encoding.UTF8.GetByteCount(one) <= Longest ? one : null;
}
