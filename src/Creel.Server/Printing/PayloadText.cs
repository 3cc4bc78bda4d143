using Creel.Inbox;
using Creel.Receiving;

namespace Creel.Server.Printing;

/// <summary>A kept body as people read it: without its Content-Encoding.</summary>
internal static class PayloadText
{
    // Far above any body limit that is set: it was decoded under its limit when it came, this only bounds a damaged one.
    private const long Limit = 256L << 20;

    public static ReadOnlySpan<byte> Decoded(NewEvent kept) => Decoded(kept.Headers, kept.Body);

    public static ReadOnlySpan<byte> Decoded(ReadOnlyMemory<byte> headers, ReadOnlyMemory<byte> body)
    {
        var encoding = HeaderLines.Decode(headers)
            .FirstOrDefault(header => header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)).Value;
        if (encoding is null) return body.Span;
        using var share = new MemoryBudget(2 * Limit).Open();
        var (decoded, refusal) = ContentEncodings.Decode(body, encoding, Limit, share);
        return refusal is null ? decoded.Span : body.Span;
    }
}
