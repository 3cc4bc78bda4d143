using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Creel.Receiving.Explaining;

/// <summary>A document with the members of its objects in the order of their names, on one line.</summary>
internal static class JsonSorting
{
    public static byte[] Sorted(JsonElement root)
    {
        var to = new ArrayBufferWriter<byte>(1024);
        Write(root, to);
        return to.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> to)
    {
        var first = true;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.Write("{"u8);
                // By code point, which is the order of the bytes in UTF-8, and what most sort by. What has the same name stays as it is.
                foreach (var member in value.EnumerateObject().OrderBy(member => JsonEscaping.Plain(JsonMarshal.GetRawUtf8PropertyName(member)), ByteOrder.Instance))
                {
                    to.Write(first ? "\""u8 : ",\""u8);
                    to.Write(JsonMarshal.GetRawUtf8PropertyName(member));
                    to.Write("\":"u8);
                    Write(member.Value, to);
                    first = false;
                }
                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    Write(item, to);
                    first = false;
                }
                to.Write("]"u8);
                break;
            default:
                to.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
