using System.Buffers;
using System.Text.Json;

namespace Creel.Server.Printing;

/// <summary>
/// Lays a body out as Python's <c>json.dumps(indent=4)</c> does, with the order of keys, repeated keys and the text of numbers
/// kept as sent. What is not JSON is written as one JSON string.
/// </summary>
internal static class JsonIndenter
{
    /// <summary>Deeper documents are written as a string: their indentation would dwarf them.</summary>
    public const int MaxDepth = 512;

    /// <summary>The same holds for wide ones: 10 MB of short elements 500 levels down would fill 10 GB.</summary>
    public const long MaxIndentation = 64 * 1024 * 1024;

    private const int Indent = 4;
    private static readonly byte[] NewLine = [(byte)'\n', .. Enumerable.Repeat((byte)' ', Indent * MaxDepth)];

    public static void Write(ReadOnlySpan<byte> body, JsonEscaping escaping, IBufferWriter<byte> output, JsonColours? colours = null)
    {
        var json = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        if (CanBeIndented(json)) WriteDocument(json, escaping, output, colours);
        else JsonStringWriter.Write(body, isJson: false, escaping, output);
    }

    /// <summary>Goes through the body once before anything is written: a half of a document can't be taken back.</summary>
    private static bool CanBeIndented(ReadOnlySpan<byte> json)
    {
        var reader = Reader(json);
        var indentation = 0L;
        try
        {
            while (reader.Read()) indentation += Indent * reader.CurrentDepth;
        }
        catch (JsonException)
        {
            return false;
        }
        return indentation <= MaxIndentation;
    }

    private static void WriteDocument(ReadOnlySpan<byte> json, JsonEscaping escaping, IBufferWriter<byte> output, JsonColours? colours)
    {
        var reader = Reader(json);
        var opened = false;
        var named = false;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                if (!opened) WriteNewLine(reader.CurrentDepth, output);
            }
            else if (!named && reader.CurrentDepth > 0)
            {
                if (!opened) output.Write(","u8);
                WriteNewLine(reader.CurrentDepth, output);
            }
            colours?.Begin(reader.TokenType, output);
            WriteToken(reader, escaping, output);
            colours?.End(reader.TokenType, output);
            if (reader.TokenType == JsonTokenType.PropertyName) output.Write(": "u8);
            opened = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            named = reader.TokenType == JsonTokenType.PropertyName;
        }
    }

    private static void WriteToken(in Utf8JsonReader reader, JsonEscaping escaping, IBufferWriter<byte> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.PropertyName:
                JsonStringWriter.Write(reader.ValueSpan, isJson: true, escaping, output);
                break;
            default:
                output.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteNewLine(int depth, IBufferWriter<byte> output) => output.Write(NewLine.AsSpan(0, 1 + Indent * depth));

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
}
