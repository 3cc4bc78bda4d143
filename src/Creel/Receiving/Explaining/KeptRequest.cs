using System.Text;
using Creel.Inbox;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving.Explaining;

/// <summary>A request as it was kept, refused or not, to be tried again.</summary>
internal sealed record KeptRequest
{
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>With its question mark, or empty; credentials in it are masked.</summary>
    public required string Query { get; init; }

    /// <summary>It came over TLS.</summary>
    public required bool Tls { get; init; }

    public required IEnumerable<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Still encoded.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public BodyExtent Extent { get; init; }

    /// <summary>Where secrets were taken out.</summary>
    public required IReadOnlyList<string> Redacted { get; init; }

    public string? Source { get; init; }

    /// <summary>As which it was kept; null: as none.</summary>
    public string? Sender { get; init; }

    /// <summary>When it came; null: unknown.</summary>
    public DateTimeOffset? At { get; init; }

    public static KeptRequest Of(QuarantinedRequest refused) => new()
    {
        Method = refused.Row.Method,
        Path = refused.Row.Path,
        Query = refused.Query,
        Tls = refused.Tls is not null,
        Headers = HeaderLines.Decode(refused.Headers),
        Body = refused.Body,
        Extent = refused.Row.Extent,
        Redacted = refused.Row.Redacted,
        Source = refused.Row.Source,
        At = refused.Row.FirstAt,
    };

    /// <summary>As signatures see it.</summary>
    /// <param name="publicUrl">What senders call us by; null: what the request says.</param>
    /// <param name="url">The whole URL that the sender called; null: not said.</param>
    public SignedRequest AsSigned(string? publicUrl, string? url)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers) headers.Append(name, AsSent(value));
        var (origin, target) = url is null
            ? (publicUrl ?? $"{(Tls ? "https" : "http")}://{headers["Host"]}", new PathString(Path).ToUriComponent() + Query)
            : Split(url);
        var signed = new SignedRequest { Method = Method, Origin = origin, Target = target, Headers = headers, Body = Body };
        return signed with { DecodedBody = Explainer.Decoded(signed) };
    }

    // To the letter: a signature covers the URL as it is written.
    private static (string Origin, string Target) Split(string url)
    {
        var end = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3).IndexOfAny('/', '?');
        var length = end < 0 ? url.Length : url.IndexOf("://", StringComparison.Ordinal) + 3 + end;
        return (url[..length], url[length..]);
    }

    // Signatures are computed over bytes, which a running server has one character each of.
    private static string AsSent(string value) => Ascii.IsValid(value) ? value : SignedRequest.HeaderEncoding.GetString(Encoding.UTF8.GetBytes(value));
}
