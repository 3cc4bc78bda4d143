using System.Text;
using Creel.Inbox;
using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The body was changed on its way by a little: its end, its line ends, its encoding.</summary>
internal static class BodyCause
{
    private const int MostDecoded = 256 << 10;

    private static ReadOnlySpan<byte> Bom => "\uFEFF"u8;

    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        if (deciding is null || deciding.Scheme.SendsSecret || about.Extent != BodyExtent.Whole || about.Request.Body.IsEmpty) return null;
        foreach (var (body, what, advice) in Variants(about.Request))
        {
            trials.Say($"the body {what}");
            if (trials.Fits(deciding, about.Request with { Body = body })) return new("body-changed", $"It fits the body {what}: {advice}");
        }
        return null;
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Body, string What, string Advice)> Variants(SignedRequest request)
    {
        const string between = "something between (a proxy, a gateway, a script that passes it on) changes it. Let it pass the body on byte for byte.";
        var body = request.Body;
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && ContentCoding.Decode(body, encoding.ToString(), MostDecoded) is { Length: < MostDecoded } decoded)
            yield return (decoded, "decompressed", "the sender signs before it is compressed. Turn the compression off, at the sender or at the proxy that compresses.");
        var end = body.Length;
        while (end > 0 && body.Span[end - 1] is (byte)'\n' or (byte)'\r') end--;
        if (end < body.Length) yield return (body[..end], "without the newline at its end", between);
        yield return (Joined(body.Span[..end], "\n"u8), "with a newline at its end", between);
        yield return (Joined(body.Span[..end], "\r\n"u8), "with a newline (CR LF) at its end", between);
        if (body.Span.StartsWith(Bom)) yield return (body[Bom.Length..], "without the byte order mark at its beginning", between);
        else yield return (Joined(Bom, body.Span), "with a byte order mark at its beginning", between);
        if (body.Span.IndexOf("\r\n"u8) >= 0) yield return (Replaced(body.Span, "\r\n", "\n"), "with LF for CR LF", between);
        else if (body.Span.Contains((byte)'\n')) yield return (Replaced(body.Span, "\n", "\r\n"), "with CR LF for LF", between);
        if (System.Text.Ascii.IsValid(body.Span)) yield break;
        if (HeaderLines.Text(body.Span) is var text && Encoding.UTF8.GetBytes(text) is var utf8 && !body.Span.SequenceEqual(utf8)) yield return (utf8, "in UTF-8 instead of Latin-1", between);
        else yield return (Encoding.Latin1.GetBytes(text), "in Latin-1 instead of UTF-8", between);
    }

    // One byte a character, so that nothing else is changed.
    private static byte[] Replaced(ReadOnlySpan<byte> body, string what, string by) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace(what, by, StringComparison.Ordinal));

    private static byte[] Joined(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => [.. first, .. second];
}
