using Microsoft.AspNetCore.Http;

namespace Creel.Signatures;

/// <summary>A request that is about to be sent, for signing.</summary>
internal sealed class OutgoingRequest
{
    public required string Method { get; init; }

    /// <summary>Absolute; a scheme may add to it.</summary>
    public required Uri Url { get; set; }

    /// <summary>Without repeats.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public required byte[] Body { get; set; }

    /// <summary>The same as its receiver will see it.</summary>
    public SignedRequest AsSigned()
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers) headers[name] = value;
        return new SignedRequest
        {
            Method = Method,
            Origin = Url.GetLeftPart(UriPartial.Authority),
            Target = Url.PathAndQuery,
            Headers = headers,
            Body = Body,
            DecodedBody = Body,
        };
    }
}
