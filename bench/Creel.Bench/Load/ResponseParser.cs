using System.Buffers.Text;
using System.Text;

namespace Creel.Bench.Load;

/// <summary>What was found at the start of the received bytes.</summary>
internal enum ResponseState
{
    /// <summary>Not all there yet.</summary>
    Incomplete,

    /// <summary>A whole response.</summary>
    Complete,

    /// <summary>It ends where the connection ends.</summary>
    EndsWithConnection,

    /// <summary>No HTTP/1.x response.</summary>
    Malformed,
}

/// <summary>An HTTP/1.x response as far as a load generator cares: status, where it ends, and whether the connection is done.</summary>
internal readonly record struct ParsedResponse(ResponseState State, int Status = 0, int Length = 0, bool Closes = false);

/// <summary>Finds the end of a response. Pure, and cheap because answers to webhooks are a few hundred bytes.</summary>
internal static class ResponseParser
{
    public static ParsedResponse Parse(ReadOnlySpan<byte> received)
    {
        var headLength = received.IndexOf("\r\n\r\n"u8);
        if (headLength < 0) return new(ResponseState.Incomplete);
        var head = received[..headLength];
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8)
            || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out var digits) || digits != 3)
        {
            return new(ResponseState.Malformed);
        }

        var closes = head[7] == (byte)'0';
        var contentLength = -1;
        var chunked = false;
        for (var line = NextLine(ref head); !head.IsEmpty || !line.IsEmpty; line = NextLine(ref head))
        {
            if (ValueOf(line, "content-length:"u8) is var length && !length.IsEmpty) Utf8Parser.TryParse(length, out contentLength, out _);
            else if (ValueOf(line, "transfer-encoding:"u8) is var coding && !coding.IsEmpty) chunked = true;
            else if (ValueOf(line, "connection:"u8) is var connection && !connection.IsEmpty) closes = IsClose(connection);
        }

        var bodyStart = headLength + 4;
        if (chunked) return Chunked(received, bodyStart, status, closes);
        if (status is 204 or 304) contentLength = 0;
        if (contentLength < 0) return new(ResponseState.EndsWithConnection, status, received.Length, Closes: true);
        return received.Length >= bodyStart + contentLength
            ? new(ResponseState.Complete, status, bodyStart + contentLength, closes)
            : new(ResponseState.Incomplete);
    }

    private static ParsedResponse Chunked(ReadOnlySpan<byte> received, int at, int status, bool closes)
    {
        while (true)
        {
            var lineLength = received[at..].IndexOf("\r\n"u8);
            if (lineLength < 0) return new(ResponseState.Incomplete);
            var line = received.Slice(at, lineLength);
            if (!Utf8Parser.TryParse(line, out int size, out _, 'x') || size < 0) return new(ResponseState.Malformed);
            at += lineLength + 2;
            if (received.Length < (long)at + size + 2) return new(ResponseState.Incomplete);
            at += size + 2;
            if (size == 0) return new(ResponseState.Complete, status, at, closes);
        }
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = end < 0 ? head : head[..end];
        head = end < 0 ? default : head[(end + 2)..];
        return line;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerCaseName) =>
        line.Length > lowerCaseName.Length && (line[0] | 0x20) == lowerCaseName[0]
            && Ascii.EqualsIgnoreCase(line[..lowerCaseName.Length], lowerCaseName)
            ? line[lowerCaseName.Length..].Trim((byte)' ')
            : default;

    private static bool IsClose(ReadOnlySpan<byte> value) => Ascii.EqualsIgnoreCase(value, "close"u8);
}
