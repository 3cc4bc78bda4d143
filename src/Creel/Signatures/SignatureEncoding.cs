using System.Buffers;
using System.Buffers.Text;

namespace Creel.Signatures;

/// <summary>How bytes are written in a header.</summary>
internal enum SignatureEncoding
{
    /// <summary>Two digits a byte, in either case.</summary>
    Hex,

    /// <summary>RFC 4648, section 4, with padding or without.</summary>
    Base64,
}

internal static class SignatureEncodings
{
    /// <summary>Reads exactly as many bytes as there is room for; false when it is not that.</summary>
    public static bool TryDecode(this SignatureEncoding encoding, ReadOnlySpan<char> text, Span<byte> to)
    {
        if (encoding == SignatureEncoding.Hex) return text.Length == 2 * to.Length && Convert.FromHexString(text, to, out _, out _) == OperationStatus.Done;
        return TryDecodeBase64(text, to, out var length) && length == to.Length;
    }

    /// <summary>Reads what there is; null when it is not that.</summary>
    public static byte[]? Decode(this SignatureEncoding encoding, ReadOnlySpan<char> text)
    {
        if (encoding == SignatureEncoding.Hex)
        {
            var bytes = new byte[text.Length / 2];
            return encoding.TryDecode(text, bytes) ? bytes : null;
        }
        var room = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        return TryDecodeBase64(text, room, out var length) ? room[..length] : null;
    }

    public static string Encode(this SignatureEncoding encoding, ReadOnlySpan<byte> bytes) =>
        encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(bytes) : Convert.ToBase64String(bytes);

    // The framework's reader takes blanks within, and wants the padding.
    private static bool TryDecodeBase64(ReadOnlySpan<char> text, Span<byte> to, out int length)
    {
        length = 0;
        if (text.IndexOfAny(" \t\r\n") >= 0) return false;
        if (text.Length % 4 == 0) return Convert.TryFromBase64Chars(text, to, out length);
        Span<char> padded = text.Length <= 1024 ? stackalloc char[text.Length + 3] : new char[text.Length + 3];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        return Convert.TryFromBase64Chars(padded[..((text.Length + 3) / 4 * 4)], to, out length);
    }
}
