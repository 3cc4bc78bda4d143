using System.Text.Json;
using Creel.Inbox;

namespace Creel.Senders;

/// <summary>Whether a body is meant to be JSON, and what is wrong when it is not.</summary>
internal static class BodySyntax
{
    /// <summary>Nesting that is read. Deeper documents are kept, but not looked into.</summary>
    public const int MaxDepth = 512;

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;

    /// <summary><c>application/json</c>, <c>text/json</c> or anything ending in <c>+json</c>, whatever its parameters.</summary>
    public static bool SaysJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    public static bool LooksLikeJson(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart(" \t\r\n"u8);
        return !body.IsEmpty && body[0] is (byte)'{' or (byte)'[';
    }

    /// <summary>Why a body could not be read. Nesting that is too deep for us is our reason, not the sender's fault.</summary>
    public static (BodyReading Reading, string? Problem) Explain(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, AnyDepth);
            while (reader.Read()) { }
            return (BodyReading.Unparsed, null);
        }
        catch (JsonException e)
        {
            return (BodyReading.Malformed, $"The body is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }
}
