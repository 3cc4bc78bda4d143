using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel;

/// <summary>What of a request a signature may cover.</summary>
public sealed class WebhookRequest
{
    /// <summary>The method. Default: POST.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>
    /// The whole URL as the sender called it, query included, undecoded; needed for the few senders that sign it or put a secret there.
    /// Default: empty.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>The headers, each with all its values.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body, byte for byte as it came: neither parsed and written again, nor decoded to text and back.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>That of a request of ASP.NET Core.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body, read before.</param>
    /// <param name="publicUrl">What the sender calls this app by, such as <c>https://hooks.example.com</c>, where a proxy before it changes that; null: what the request says.</param>
    public static WebhookRequest Of(HttpRequest request, ReadOnlyMemory<byte> body, string? publicUrl = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new WebhookRequest { Method = request.Method, Url = SignedRequest.Of(request, publicUrl?.TrimEnd('/')).Url, Headers = request.Headers, Body = body };
    }

    internal SignedRequest Signed()
    {
        var authority = Url.IndexOf("//", StringComparison.Ordinal);
        var slash = authority < 0 ? Url.IndexOf('/') : Url.IndexOfAny(['/', '?'], authority + 2);
        return new SignedRequest
        {
            Method = Method,
            Origin = slash < 0 ? Url : Url[..slash],
            Target = slash < 0 ? "" : Url[slash..],
            Headers = Headers,
            Body = Body,
            DecodedBody = Body,
        };
    }
}
