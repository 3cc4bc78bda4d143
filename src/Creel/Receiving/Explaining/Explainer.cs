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

    private const int MostDecoded = 256 << 10;

    private readonly Lock _lock = new();
    private long _second;
    private int _inSecond;

    /// <summary>Null: there is nothing to be found out.</summary>
    public Func<Explanation?>? For(HttpRequest request, RefusedBody body, RequestOutcome outcome)
    {
        if (outcome.Status != StatusCodes.Status401Unauthorized || outcome.Source is not { } name) return null;
        var configured = topology();
        if (configured.Sources.FirstOrDefault(source => source.Name == name) is not { Signatures.Any: true } source || !HasTurn()) return null;
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

    private bool HasTurn()
    {
        lock (_lock)
        {
            var second = time.GetTimestamp() / time.TimestampFrequency;
            if (second != _second) (_second, _inSecond) = (second, 0);
            return _inSecond++ < MostPerSecond;
        }
    }
}
