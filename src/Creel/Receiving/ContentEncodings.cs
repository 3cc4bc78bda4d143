using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Creel.Receiving;

/// <summary>Undoes a body's Content-Encoding (RFC 9110, 8.4), bounded: a bomb is refused at the limit, not after it.</summary>
internal static class ContentEncodings
{
    // More layers than a real sender uses only multiply the work.
    private const int MostLayers = 3;

    public static (ReadOnlyMemory<byte> Body, Answer? Refusal) Decode(
        ReadOnlyMemory<byte> body, string? header, long limit, MemoryBudget.Share share)
    {
        if (string.IsNullOrEmpty(header)) return (body, null);
        var layers = header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (layers.Length > MostLayers) return (default, Refusal.UnknownEncoding(header));
        foreach (var layer in layers.Reverse())
        {
            var (decoded, refusal) = DecodeLayer(body, layer.ToLowerInvariant(), limit, share);
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
            using var input = Stream(body);
            return encoding switch
            {
                "identity" => (body, null),
                "gzip" or "x-gzip" => Inflate(new GZipStream(input, CompressionMode.Decompress), limit, share),
                "br" => Inflate(new BrotliStream(input, CompressionMode.Decompress), limit, share),
                // Means zlib, but raw deflate is what some senders send: the two first bytes tell.
                "deflate" => Inflate(IsZlib(body.Span)
                    ? new ZLibStream(input, CompressionMode.Decompress)
                    : new DeflateStream(input, CompressionMode.Decompress), limit, share),
                _ => (default, Refusal.UnknownEncoding(encoding)),
            };
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return (default, Refusal.BrokenCompression(encoding));
        }
    }

    // Bodies are arrays: to copy one would take memory that no budget knows of.
    private static MemoryStream Stream(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var bytes)
        ? new(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new(body.ToArray(), writable: false);

    private static bool IsZlib(ReadOnlySpan<byte> body) =>
        body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

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
