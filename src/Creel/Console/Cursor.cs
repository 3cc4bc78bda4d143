using System.Buffers.Binary;
using System.Buffers.Text;

namespace Creel.Console;

/// <summary>
/// A place between two events, as it is handed out. Opaque to callers (a version and the <c>seq</c> inside), so that what it
/// holds may change without breaking anyone who kept one.
/// </summary>
internal static class Cursor
{
    private const byte Version = 1;
    private const int Size = 1 + sizeof(long);

    public static string At(long seq)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], seq);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string text, out long seq)
    {
        seq = 0;
        Span<byte> bytes = stackalloc byte[Size];
        // Exactly the text that At writes: no padding, no white space, nothing after it.
        if (text.Length != Size * 4 / 3 || !Base64Url.IsValid(text)) return false;
        if (!Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size || bytes[0] != Version) return false;
        seq = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        return seq >= 0;
    }
}
