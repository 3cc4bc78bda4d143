using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Signatures;

/// <summary>All of a request that a signature may cover, as the sender sent it.</summary>
internal readonly struct SignedRequest
{
    private readonly string? _origin;

    /// <summary>In capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The scheme and the host that the sender knows us by, and what stands before the path there; without a slash at its end.</summary>
    public required string Origin
    {
        // Few senders sign it, and nobody pays for it otherwise.
        get => _origin ?? $"{Asked!.Scheme}://{Asked.Host}";
        init => _origin = value;
    }

    /// <summary>Path and query, undecoded.</summary>
    public required string Target { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body as sent, still encoded.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body without its Content-Encoding; empty as long as nobody asked for it.</summary>
    public ReadOnlyMemory<byte> DecodedBody { get; init; }

    /// <summary>What stood behind the source's path; in <see cref="Target"/> it is no more.</summary>
    public string? PathSecret { get; init; }

    /// <summary>Keys that were fetched before, by their URL; null: none was.</summary>
    public Func<string, RsaKey?>? FetchedKeys { get; init; }

    public string Url => Origin + Target;

    private HttpRequest? Asked { get; init; }

    /// <summary>The query with its question mark, or empty.</summary>
    public ReadOnlySpan<char> Query => Target.IndexOf('?') is >= 0 and var mark ? Target.AsSpan(mark) : default;

    /// <param name="request">The request; its body is given apart, once it is read.</param>
    /// <param name="publicUrl">What senders call us by, without a slash at its end; null: what the request says.</param>
    /// <param name="pathSecret">What was taken from the end of its path.</param>
    public static SignedRequest Of(HttpRequest request, string? publicUrl, string? pathSecret = null)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        // A proxy may write the whole URL there; an app's test host, nothing.
        if (target is not ['/', ..]) target = request.PathBase + request.Path + request.QueryString;
        return new SignedRequest
        {
            Method = request.Method,
            Asked = request,
            Origin = publicUrl!,
            Target = target,
            Headers = request.Headers,
            PathSecret = pathSecret,
        };
    }

    /// <summary>A header's one value; null when it is missing. One that comes twice says nothing: we and a proxy before us might each look at another.</summary>
    public string? Header(string name) => Headers[name] is { Count: 1 } values ? values[0] : null;

    /// <summary>The bytes of a header's value as they came: our server gives one character a byte.</summary>
    public static Encoding HeaderEncoding => Encoding.Latin1;
}
