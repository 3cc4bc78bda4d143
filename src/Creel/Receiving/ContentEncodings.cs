using Creel.Inbox;

namespace Creel.Receiving;

/// <summary>Undoes a body's Content-Encoding (RFC 9110, 8.4), bounded: a bomb is refused at the limit, not after it.</summary>
internal static class ContentEncodings
{
    public static (ReadOnlyMemory<byte> Body, Answer? Refusal) Decode(
        ReadOnlyMemory<byte> body, string? header, long limit, MemoryBudget.Share share)
    {
        if (string.IsNullOrEmpty(header)) return (body, null);
        var layers = ContentCoding.Layers(header);
        if (layers.Length > ContentCoding.MostLayers) return (default, Refusal.UnknownEncoding(header));
        foreach (var layer in layers)
        {
            if (layer == "identity") continue;
            var (decoded, refusal) = DecodeLayer(body, layer, limit, share);
            if (refusal is not null) return (default, refusal);
            body = decoded;
        }
        return (body, null);
    }

    private static (ReadOnlyMemory<byte> Body, Answer? Refusal) DecodeLayer(
        ReadOnlyMemory<byte> body, string encoding, long limit, MemoryBudget.Share share)
    {
        try
        {
            return ContentCoding.Open(encoding, body) is { } stream ? Inflate(stream, limit, share) : (default, Refusal.UnknownEncoding(encoding));
        }
        catch (Exception e) when (ContentCoding.IsBroken(e))
        {
            return (default, Refusal.BrokenCompression(encoding));
        }
    }

    private static (ReadOnlyMemory<byte> Body, Answer? Refusal) Inflate(Stream stream, long limit, MemoryBudget.Share share)
    {
        using var inflating = stream;
        var bytes = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                var size = (int)Math.Min(Math.Max(4096, bytes.Length * 2L), limit + 1);
                if (!share.TryGrow(size - bytes.Length)) return (default, Refusal.NoMemory);
                Array.Resize(ref bytes, size);
            }
            var read = inflating.Read(bytes, length, bytes.Length - length);
            if (read == 0) return (bytes.AsMemory(0, length), null);
            length += read;
            if (length > limit) return (default, Refusal.TooLarge(limit));
        }
    }
}
