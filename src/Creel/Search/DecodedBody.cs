using Creel.Inbox;

namespace Creel.Search;

/// <summary>A kept body without its Content-Encoding and byte order mark, for reading.</summary>
internal static class DecodedBody
{
    /// <summary>What a body may unfold to. More than receiving allows by default, and a bound all the same: a file that was imported may hold anything.</summary>
    private const int MaxBytes = 64 << 20;

    /// <summary>Never throws: what can't be undone (a body that is kept decoded) is read as it is.</summary>
    public static ReadOnlyMemory<byte> Of(KeptEvent e)
    {
        ReadOnlyMemory<byte> body = e.Body;
        if (HeaderLines.Joined(e.Headers, "Content-Encoding") is { Length: > 0 } encoding) body = ContentCoding.Decode(body, encoding, MaxBytes) ?? body;
        return body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
    }
}
