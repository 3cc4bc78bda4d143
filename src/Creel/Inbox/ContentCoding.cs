using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Creel.Inbox;

/// <summary>The codings a body may be sent in (RFC 9110, 8.4), and undoing them.</summary>
internal static class ContentCoding
{
    /// <summary>More layers than a real sender uses only multiply the work.</summary>
    public const int MostLayers = 3;

    /// <summary>The layers that a Content-Encoding header names, the outermost first.</summary>
    public static string[] Layers(string header)
    {
        var layers = header.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(layers);
        return layers;
    }

    /// <summary>What undoes one layer: <c>null</c> for one that is unknown; <paramref name="body"/> itself for identity.</summary>
    public static Stream? Open(string layer, ReadOnlyMemory<byte> body) => layer switch
    {
        "identity" => Bytes(body),
        "gzip" or "x-gzip" => new GZipStream(Bytes(body), CompressionMode.Decompress),
        "br" => new BrotliStream(Bytes(body), CompressionMode.Decompress),
        // Means zlib, but raw deflate is what some senders send: the two first bytes tell.
        "deflate" when IsZlib(body.Span) => new ZLibStream(Bytes(body), CompressionMode.Decompress),
        "deflate" => new DeflateStream(Bytes(body), CompressionMode.Decompress),
        _ => null,
    };

    /// <summary>Whether an exception says that the bytes are not what their coding says.</summary>
    public static bool IsBroken(Exception e) => e is InvalidDataException or InvalidOperationException or IOException;

    /// <summary>Undoes all layers, up to a number of bytes; null when that can't be done.</summary>
    public static byte[]? Decode(ReadOnlyMemory<byte> body, string header, int maxBytes)
    {
        var layers = Layers(header);
        if (layers.Length > MostLayers) return null;
        try
        {
            byte[]? decoded = null;
            foreach (var layer in layers)
            {
                using var stream = Open(layer, decoded ?? body);
                if (stream is null) return null;
                decoded = Read(stream, maxBytes);
            }
            return decoded;
        }
        catch (Exception e) when (IsBroken(e))
        {
            return null;
        }
    }

    private static byte[] Read(Stream stream, int maxBytes)
    {
        var bytes = new byte[4096];
        var length = 0;
        while (length < maxBytes)
        {
            if (length == bytes.Length) Array.Resize(ref bytes, Math.Min(maxBytes, length * 2));
            var read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0) break;
            length += read;
        }
        Array.Resize(ref bytes, length);
        return bytes;
    }

    // Bodies are arrays: to copy one would take memory that no budget knows of.
    private static MemoryStream Bytes(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var bytes)
        ? new(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new(body.ToArray(), writable: false);

    private static bool IsZlib(ReadOnlySpan<byte> body) =>
        body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;
}
