using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Creel.Receiving.Explaining;

/// <summary>How a document is laid out.</summary>
/// <param name="Name">In words.</param>
/// <param name="Indent">One step of it; null: all on one line.</param>
/// <param name="Comma">Between two members.</param>
/// <param name="Colon">Between name and value.</param>
internal sealed record JsonLayout(string Name, string? Indent, string Comma, string Colon)
{
    public byte[] CommaBytes { get; } = Encoding.ASCII.GetBytes(Comma);
    public byte[] ColonBytes { get; } = Encoding.ASCII.GetBytes(Colon);

    /// <summary>The deepest line's beginning; shorter ones are a part of it.</summary>
    public byte[] Indents { get; } = Indent is null ? [] : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Indent, JsonRewriter.MaxDepth)));
}

/// <summary>Writes a document in another layout: its numbers to the letter, its strings escaped as asked.</summary>
/// <param name="most">Bytes; beyond them there is no document.</param>
internal sealed class JsonRewriter(int most)
{
    public const int MaxDepth = 512;

    private readonly ArrayBufferWriter<byte> _to = new(4096);

    /// <summary>There until the next is written; empty where it would be too long.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> json, JsonLayout layout, JsonEscapes escapes)
    {
        _to.ResetWrittenCount();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var (before, depth) = (JsonTokenType.None, 0);
        while (reader.Read())
        {
            if (_to.WrittenCount > most) return default;
            var token = reader.TokenType;
            var ends = token is JsonTokenType.EndObject or JsonTokenType.EndArray;
            var begun = before is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (ends) depth--;
            if (!ends && !begun && before is not (JsonTokenType.PropertyName or JsonTokenType.None)) _to.Write(layout.CommaBytes);
            if (before is not (JsonTokenType.PropertyName or JsonTokenType.None) && !(ends && begun)) Line(layout, depth);
            if (token is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _to.Write("\""u8);
                JsonEscaping.Write(reader.ValueSpan, escapes, _to);
                _to.Write("\""u8);
            }
            else
            {
                _to.Write(reader.ValueSpan);
            }
            if (token == JsonTokenType.PropertyName) _to.Write(layout.ColonBytes);
            if (token is JsonTokenType.StartObject or JsonTokenType.StartArray) depth++;
            before = token;
        }
        return _to.WrittenCount > most ? default : _to.WrittenMemory;
    }

    private void Line(JsonLayout layout, int depth)
    {
        if (layout.Indent is null) return;
        _to.Write("\n"u8);
        _to.Write(layout.Indents.AsSpan(0, depth * layout.Indent.Length));
    }
}
