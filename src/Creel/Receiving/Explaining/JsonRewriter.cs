using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Creel.Receiving.Explaining;

/// <summary>How a document is laid out.</summary>
/// <param name="Name">In words.</param>
/// <param name="Indent">One step of it; null: all on one line.</param>
/// <param name="Comma">Between two members.</param>
/// <param name="Colon">Between name and value.</param>
internal sealed record JsonLayout(string Name, string? Indent, string Comma, string Colon);

/// <summary>Writes a document in another layout: its numbers to the letter, its strings escaped as asked.</summary>
/// <param name="layout">Blanks and lines.</param>
/// <param name="escapes">What is escaped in strings.</param>
/// <param name="sorted">Members by their names.</param>
/// <param name="most">Bytes; beyond them there is no document.</param>
internal sealed class JsonRewriter(JsonLayout layout, JsonEscapes escapes, bool sorted, int most)
{
    private readonly ArrayBufferWriter<byte> _to = new(1024);

    public byte[]? Write(JsonElement root)
    {
        Value(root, 1);
        return _to.WrittenCount > most ? null : _to.WrittenSpan.ToArray();
    }

    private void Value(JsonElement value, int depth)
    {
        if (_to.WrittenCount > most) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: Members(value, depth); break;
            case JsonValueKind.Array: Items(value, depth); break;
            case JsonValueKind.String: Text(JsonMarshal.GetRawUtf8Value(value)[1..^1]); break;
            default: _to.Write(JsonMarshal.GetRawUtf8Value(value)); break;
        }
    }

    private void Members(JsonElement value, int depth)
    {
        var first = true;
        _to.Write("{"u8);
        foreach (var member in sorted ? Sorted(value) : value.EnumerateObject())
        {
            Next(ref first, depth);
            Text(JsonMarshal.GetRawUtf8PropertyName(member));
            Ascii(layout.Colon);
            Value(member.Value, depth + 1);
        }
        End(first, depth);
        _to.Write("}"u8);
    }

    private void Items(JsonElement value, int depth)
    {
        var first = true;
        _to.Write("["u8);
        foreach (var item in value.EnumerateArray())
        {
            Next(ref first, depth);
            Value(item, depth + 1);
        }
        End(first, depth);
        _to.Write("]"u8);
    }

    // By code point, which is the order of the bytes in UTF-8, and what most sort by.
    private static IEnumerable<JsonProperty> Sorted(JsonElement value) =>
        value.EnumerateObject().OrderBy(member => JsonEscaping.Plain(JsonMarshal.GetRawUtf8PropertyName(member)), ByteOrder.Instance);

    private void Next(ref bool first, int depth)
    {
        if (!first) Ascii(layout.Comma);
        first = false;
        Line(depth);
    }

    private void End(bool empty, int depth)
    {
        if (!empty) Line(depth - 1);
    }

    private void Line(int depth)
    {
        if (layout.Indent is null || _to.WrittenCount > most) return;
        _to.Write("\n"u8);
        for (var i = 0; i < depth; i++) Ascii(layout.Indent);
    }

    private void Text(ReadOnlySpan<byte> inside)
    {
        _to.Write("\""u8);
        JsonEscaping.Write(inside, escapes, _to);
        _to.Write("\""u8);
    }

    private void Ascii(string text)
    {
        foreach (var character in text)
        {
            _to.GetSpan(1)[0] = (byte)character;
            _to.Advance(1);
        }
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
