using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>What a sender asks before it sends, and how Creel answers it by itself, in words.</summary>
internal static class SenderHandshakeText
{
    public static string Of(HandshakeData handshake) => handshake.Kind switch
    {
        "echo-query" => $"A request with `?{handshake.Query}=` is answered 200 with its value, as plain text.",
        "echo-header" => $"A request with the header `{handshake.Header}` is answered 200 with its value, as the JSON member `{handshake.As ?? "verification"}`.",
        "echo-body" => $"A body {When(handshake)}is answered 200 with its `{handshake.Challenge}`{(handshake.As is { } name ? $", as the JSON member `{name}`" : "")}.",
        "hmac-body" => $"A body {When(handshake)}is answered 200 with its `{handshake.Challenge}` and what the secret makes of it.",
        "constant" => $"A body {When(handshake)}is answered {handshake.Status ?? 200}{(handshake.Body is { Length: > 0 } body ? $" with `{body}`" : ", without a body")}.",
        "options" => "OPTIONS with `WebHook-Request-Origin` is answered with `WebHook-Allowed-Origin`: the origin may send.",
        "head" => "HEAD is answered 200: the address exists.",
        "sns-confirm" => "The confirmation of a subscription to one of the source's topics is fetched, once its signature was checked; others are refused.",
        var other => $"{other}.",
    };

    private static string When(HandshakeData handshake) => handshake.When.Count == 0 ? "" :
        $"in which {string.Join(" and ", handshake.When.Select(one => $"`{one.Key}` is `{one.Value}`"))} ";
}
