using System.Buffers;
using System.Globalization;
using System.Text;
using Creel.Json;

namespace Creel.Receiving.Explaining;

/// <summary>What a writer of JSON escapes in strings.</summary>
internal enum JsonEscapes
{
    /// <summary>As it stands.</summary>
    AsWritten,

    /// <summary>What must be: JavaScript, Jackson, Python with ensure_ascii=False.</summary>
    Few,

    /// <summary>And all but ASCII: Python.</summary>
    Ascii,

    /// <summary>And slashes: PHP.</summary>
    Slashes,

    /// <summary>What must be, and what HTML could take for its own: Go.</summary>
    Html,

    /// <summary>All but a safe part of ASCII, in capitals: System.Text.Json.</summary>
    DotNet,
}

/// <summary>The inside of a JSON string, escaped anew.</summary>
internal static class JsonEscaping
{
    public static void Write(ReadOnlySpan<byte> inside, JsonEscapes escapes, ArrayBufferWriter<byte> to)
    {
        if (escapes == JsonEscapes.AsWritten)
        {
            to.Write(inside);
            return;
        }
        while (!inside.IsEmpty)
        {
            var character = JsonText.Next(inside, escapes: true, out var consumed);
            inside = inside[consumed..];
            if (Short(character, escapes) is { } escape) to.Write(Encoding.ASCII.GetBytes(escape));
            else if (NeedsCode(character, escapes)) Code(character, escapes, to);
            else Plain(character, to);
        }
    }

    /// <summary>What it says, in UTF-8.</summary>
    public static byte[] Plain(ReadOnlySpan<byte> inside)
    {
        var to = new ArrayBufferWriter<byte>(Math.Max(inside.Length, 1));
        while (!inside.IsEmpty)
        {
            var character = JsonText.Next(inside, escapes: true, out var consumed);
            inside = inside[consumed..];
            Plain(JsonText.IsSurrogate(character) ? JsonText.Replacement : character, to);
        }
        return to.WrittenSpan.ToArray();
    }

    private static string? Short(int character, JsonEscapes escapes) => character switch
    {
        '"' => escapes == JsonEscapes.DotNet ? null : "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        '/' when escapes == JsonEscapes.Slashes => "\\/",
        _ => null,
    };

    private static bool NeedsCode(int character, JsonEscapes escapes) => character < ' ' || JsonText.IsSurrogate(character) || escapes switch
    {
        JsonEscapes.Ascii or JsonEscapes.Slashes => character > 0x7F,
        JsonEscapes.Html => character is '<' or '>' or '&' or 0x2028 or 0x2029,
        JsonEscapes.DotNet => character > 0x7E || character is '"' or '<' or '>' or '&' or '\'' or '+' or '`',
        _ => false,
    };

    private static void Code(int character, JsonEscapes escapes, ArrayBufferWriter<byte> to)
    {
        Span<char> units = stackalloc char[2];
        var count = 1;
        if (JsonText.IsSurrogate(character)) units[0] = (char)character;
        else count = new Rune(character).EncodeToUtf16(units);
        foreach (var unit in units[..count]) to.Write(Encoding.ASCII.GetBytes("\\u" + ((int)unit).ToString(escapes == JsonEscapes.DotNet ? "X4" : "x4", CultureInfo.InvariantCulture)));
    }

    private static void Plain(int character, ArrayBufferWriter<byte> to) => to.Advance(new Rune(character).EncodeToUtf8(to.GetSpan(4)));
}
