using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>How a sender proves itself, in words.</summary>
internal static class SenderAuthText
{
    /// <summary>For a list of senders: <c>HMAC-SHA256 or HTTP Basic</c>.</summary>
    public static string Short(SenderProfile sender)
    {
        var ways = sender.Auth.Select(auth => Short(auth.Data)).Distinct().ToList();
        return ways.Count switch
        {
            0 => "any credentials",
            1 => ways[0],
            _ => $"{string.Join(", ", ways.SkipLast(1))} or {ways[^1]}",
        };
    }

    /// <summary>For a manual: what is signed, where it stands, how it is written.</summary>
    public static string Long(SenderAuth auth)
    {
        var data = auth.Data;
        if (data.Scheme == "basic") return "HTTP Basic: a user and a password (`basic` of the source).";
        if (data.Scheme == "certificate") return "A client certificate (`clientCertificates` of the source; its CA is `tls.clientCa`).";
        var text = $"{Upper(auth.Scheme!.Description)}.";
        if (data.Header is not null && data.Scheme is "hmac" or "ed25519" or "ecdsa") text += $" {Written(data)}";
        if (data.Timestamp is { } time) text += $" The time of signing stands in {Place(time.From)}{Unit(time.Unit)}; it may be {Words(time.Tolerance)} from this server's clock, either way.";
        return $"{text} {Key(data)}";
    }

    private static string Short(AuthData data) => data.Scheme switch
    {
        "hmac" => $"HMAC-{data.Algorithm?.ToUpperInvariant().Replace("SHA", "SHA-", StringComparison.Ordinal)}",
        "ed25519" => "Ed25519",
        "ecdsa" => "ECDSA",
        "url-form" => "HMAC-SHA-1 of URL and form",
        "sns" => "RSA (Amazon's certificate)",
        "header" => $"secret in {data.Name}",
        "bearer" => "bearer token",
        "query" => $"secret in the URL (?{data.Name}=)",
        "body" => $"secret in the body ({data.Path})",
        "path" => "secret in the path",
        "basic" => "HTTP Basic",
        "certificate" => "client certificate",
        var other => other,
    };

    private static string Written(AuthData data)
    {
        var how = data.Encoding == "base64" || data.Scheme == "ecdsa" ? "in base64" : "in hex";
        var prefix = data.Prefix is { Length: > 0 } text ? $" after `{text}`" : "";
        var several = data.Separator switch { null => "", " " => "; several may stand there, with blanks between", var one => $"; several may stand there, with `{one}` between" };
        return $"It is written {how}{prefix}{several}.";
    }

    private static string Key(AuthData data) => data.Scheme switch
    {
        "hmac" when data.Key == "base64" => "The secret is base64, and its bytes are the key.",
        "hmac" when data.Key == "whsec" => "The secret is `whsec_` and base64 (or the base64 alone), whose bytes are the key.",
        "hmac" or "url-form" => "The secret is used as it is, as text.",
        "ed25519" => data.Key switch
        {
            "whpk" => "Configured as the secret is the sender's public key: `whpk_` and base64.",
            "base64" => "Configured as the secret is the sender's public key, in base64.",
            _ => "Configured as the secret is the sender's public key, in hex.",
        },
        "ecdsa" => "Configured as the secret is the sender's public key: the base64 that it shows, or PEM.",
        "sns" => "There is no secret: the source names the `topics` that may send.",
        _ => "Anybody who sees a request has the secret, so TLS is all that keeps it.",
    };

    private static string Place(string from) => from.StartsWith("header.", StringComparison.Ordinal) ? $"the header `{from["header.".Length..]}`"
        : from.StartsWith("parameter.", StringComparison.Ordinal) ? $"the same header as `{from["parameter.".Length..]}=`"
        : $"the body as `{from["body.".Length..]}`";

    private static string Unit(string unit) => unit switch { "ms" => " (milliseconds since 1970)", "iso" => " (ISO 8601)", _ => " (seconds since 1970)" };

    private static string Words(string tolerance) => SenderTimeText.Of(tolerance);

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
