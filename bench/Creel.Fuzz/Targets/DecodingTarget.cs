using System.IO.Compression;
using System.Text;
using Creel.Receiving;

namespace Creel.Fuzz.Targets;

/// <summary>A Content-Encoding, a line feed, a body: decoded within its limit, or refused as the table says.</summary>
internal static class DecodingTarget
{
    private const int Limit = 64 << 10;

    public static FuzzTarget Create() => new("decoding", input =>
    {
        var line = Math.Max(0, input.AsSpan().IndexOf((byte)'\n'));
        var header = Encoding.Latin1.GetString(input.AsSpan(0, line));
        var budget = new MemoryBudget(1 << 20);
        using (var share = budget.Open())
        {
            var (body, refusal) = ContentEncodings.Decode(input.AsMemory(line), header, Limit, share);
            FindingException.ThrowUnless(refusal is null ? body.Length <= Math.Max(Limit, input.Length) : refusal.Status is 400 or 413 or 415 or 503, $"{refusal?.Status}");
        }
        using var whole = budget.Open();
        FindingException.ThrowUnless(whole.TryGrow(1 << 20), "memory was not given back");
    }, [.. new[] { "gzip", "br", "deflate", "identity", "gzip, gzip" }.Select(encoding => encoding + "\n" + Compressed(encoding)), "x-gzip\n", ",,,\n", "snappy\na"]);

    private static string Compressed(string encodings)
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"eventId\": \"a\"} ", 20)));
        foreach (var encoding in encodings.Split(", "))
        {
            var output = new MemoryStream();
            using (Stream stream = encoding switch
            {
                "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
                _ => output,
            }) stream.Write(body);
            body = output.ToArray();
        }
        return Encoding.Latin1.GetString(body);
    }
}
