using System.Buffers;
using System.Text;
using Creel.Json;

namespace Creel.Server.Printing;

/// <summary>Which characters of a string are written as escapes.</summary>
internal enum JsonEscaping
{
    /// <summary>Everything but printable ASCII: what Python's <c>json.dumps</c> does.</summary>
    Ascii,

    /// <summary>What could drive a terminal or deceive who reads it.</summary>
    Terminal,
}

/// <summary>Writes JSON strings.</summary>
internal static class JsonStringWriter
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5F).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\'))]);

    /// <param name="text">UTF-8, or what is taken for it: bytes that are not become U+FFFD.</param>
    /// <param name="isJson">The text is the inside of a JSON string, with its escapes.</param>
    /// <param name="escaping">What to escape.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(ReadOnlySpan<byte> text, bool isJson, JsonEscaping escaping, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            if (plain < 0) plain = text.Length;
            output.Write(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty) break;
            var character = JsonText.Next(text, isJson, out var consumed);
            WriteCharacter(character, escaping, output);
            text = text[consumed..];
        }
        output.Write("\""u8);
    }

    private static void WriteCharacter(int character, JsonEscaping escaping, IBufferWriter<byte> output)
    {
        switch (character)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\r': output.Write("\\r"u8); break;
            case '\t': output.Write("\\t"u8); break;
            case '\b': output.Write("\\b"u8); break;
            case '\f': output.Write("\\f"u8); break;
            case >= 0x20 and < 0x7F: output.Write([(byte)character]); break;
            // The replacement character says in both modes that something could not be shown.
            case JsonText.Replacement: WriteEscape(character, output); break;
            default:
                if (escaping == JsonEscaping.Ascii || TerminalText.MustBeEscaped(character)) WriteEscape(character, output);
                else WriteUtf8(new Rune(character), output);
                break;
        }
    }

    private static void WriteEscape(int character, IBufferWriter<byte> output)
    {
        if (character > 0xFFFF)
        {
            WriteEscape(0xD800 + ((character - 0x10000) >> 10), output);
            character = 0xDC00 + ((character - 0x10000) & 0x3FF);
        }
        output.Write([(byte)'\\', (byte)'u', Hex(character >> 12), Hex(character >> 8), Hex(character >> 4), Hex(character)]);
    }

    private static byte Hex(int value) => "0123456789abcdef"u8[value & 0xF];

    private static void WriteUtf8(Rune rune, IBufferWriter<byte> output)
    {
        Span<byte> utf8 = stackalloc byte[4];
        output.Write(utf8[..rune.EncodeToUtf8(utf8)]);
    }
}
