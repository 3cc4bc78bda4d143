using System.Buffers.Binary;
using System.Text;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>HTTP/2 by hand (RFC 9113, RFC 7541): only what an attacker needs.</summary>
internal static class Http2Frames
{
    public const byte DataType = 0, HeadersType = 1, Reset = 3, SettingsType = 4, Ping = 6, WindowUpdate = 8, Continuation = 9;
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4;

    public static readonly byte[] Hello = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(SettingsType, 0, 0)];

    public static byte[] Frame(byte type, byte flags, int stream, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The header block of a POST to the webhook.</summary>
    public static byte[] Post(bool credentials, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var block = new List<byte>();
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[(":method", "POST"), (":scheme", "https"), (":path", "/webhook"), (":authority", "a")])
            block.AddRange(Literal(name, value));
        if (credentials) block.AddRange(Literal("authorization", RawConnection.Authorization["Authorization: ".Length..].Trim()));
        foreach (var (name, value) in more) block.AddRange(Literal(name, value));
        return [.. block];
    }

    /// <summary>A header field that is put into no table (RFC 7541, 6.2.2).</summary>
    public static byte[] Literal(string name, string value) => [0x00, .. Text(name), .. Text(value)];

    /// <summary>A header field that is put into the dynamic table (6.2.1); <see cref="Again"/> repeats it for one byte.</summary>
    public static byte[] Remembered(string name, string value) => [0x40, .. Text(name), .. Text(value)];

    /// <summary>The newest field of the dynamic table.</summary>
    public const byte Again = 0x80 | 62;

    private static byte[] Text(string text) => [.. Length(text.Length), .. Encoding.Latin1.GetBytes(text)];

    private static byte[] Length(int length)
    {
        if (length < 127) return [(byte)length];
        var bytes = new List<byte> { 127 };
        for (length -= 127; length >= 128; length >>= 7) bytes.Add((byte)(length & 127 | 128));
        bytes.Add((byte)length);
        return [.. bytes];
    }
}
