using Creel.Configuration;
using Creel.Inbox;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving.Explaining;

/// <summary>Takes of a refused request what it needs to be explained later, when the request is gone; so many a second.</summary>
internal sealed class Explainer(Func<Topology> topology, TimeProvider time)
{
    /// <summary>What is over it keeps the words that it was refused with.</summary>
    public const int MostPerSecond = 20;

    /// <summary>Bytes of their bodies: the longer one is, the more there is to try.</summary>
    public const int MostBytesPerSecond = 64 << 10;

    private const int MostDecoded = 256 << 10;

    private readonly Lock _lock = new();
    private long _second;
    private int _inSecond, _bytesInSecond;

    /// <summary>Null: there is nothing to be found out.</summary>
    public Func<Explanation?>? For(HttpRequest request, RefusedBody body, RequestOutcome outcome)
    {
        if (outcome.Status != StatusCodes.Status401Unauthorized || outcome.Source is not { } name) return null;
        var configured = topology();
        if (configured.Sources.FirstOrDefault(source => source.Name == name) is not { Signatures.Any: true } source || !HasTurn(body.Bytes.Length)) return null;
        var headers = new HeaderDictionary();
        foreach (var (header, values) in request.Headers) headers[header] = values;
        var about = new SignatureCase
        {
            Request = SignedRequest.Of(request, configured.PublicUrl) with { Headers = headers, Body = body.Bytes },
            Extent = body.Extent,
            Source = source,
            Topology = configured,
            At = outcome.At,
        };
        return () => Explain(about, outcome.Reason);
    }

    private static Explanation? Explain(SignatureCase about, string? reason)
    {
        var request = about.Request;
        about = about with { Request = request with { DecodedBody = Decoded(request) } };
        // Refused for something else, such as its address: then its signature is not what is to be explained.
        return Diagnosis.Of(about) is { } diagnosed && diagnosed.Reason == reason ? diagnosed.Found : null;
    }

    /// <summary>The body without its Content-Encoding; empty where that can't be had.</summary>
    public static ReadOnlyMemory<byte> Decoded(in SignedRequest request) => request.Headers.ContentEncoding is not { Count: > 0 } encoding
        ? request.Body
        : ContentCoding.Decode(request.Body, encoding.ToString(), MostDecoded) is { Length: < MostDecoded } decoded ? decoded : default;

    private bool HasTurn(int bytes)
    {
        lock (_lock)
        {
            var second = time.GetTimestamp() / time.TimestampFrequency;
            if (second != _second) (_second, _inSecond, _bytesInSecond) = (second, 0, 0);
            if (_inSecond == MostPerSecond || _bytesInSecond + bytes > MostBytesPerSecond) return false;
            _inSecond++;
            _bytesInSecond += bytes;
            return true;
        }
    }
}
