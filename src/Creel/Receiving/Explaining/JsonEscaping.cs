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
    // What any of the writers may escape, and what any may have escaped: all else is copied as it stands.
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 256).Where(value => value is < ' ' or > 0x7E || "\"\\/<>&'+`".Contains((char)value)).Select(value => (byte)value)]);

    public static void Write(ReadOnlySpan<byte> inside, JsonEscapes escapes, ArrayBufferWriter<byte> to)
    {
        if (escapes == JsonEscapes.AsWritten)
        {
            to.Write(inside);
            return;
        }
        while (!inside.IsEmpty)
        {
            var plain = inside.IndexOfAny(Special) is >= 0 and var special ? special : inside.Length;
            to.Write(inside[..plain]);
            inside = inside[plain..];
            if (inside.IsEmpty) break;
            var character = JsonText.Next(inside, escapes: true, out var consumed);
            inside = inside[consumed..];
            if (Short(character, escapes) is var escape && !escape.IsEmpty) to.Write(escape);
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

    private static ReadOnlySpan<byte> Short(int character, JsonEscapes escapes) => character switch
    {
        '"' => escapes == JsonEscapes.DotNet ? default : "\\\""u8,
        '\\' => "\\\\"u8,
        '\n' => "\\n"u8,
        '\r' => "\\r"u8,
        '\t' => "\\t"u8,
        '\b' => "\\b"u8,
        '\f' => "\\f"u8,
        '/' when escapes == JsonEscapes.Slashes => "\\/"u8,
        _ => default,
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
        foreach (var unit in units[..count])
        {
            var room = to.GetSpan(6);
            "\\u"u8.CopyTo(room);
            ((int)unit).TryFormat(room[2..], out _, escapes == JsonEscapes.DotNet ? "X4" : "x4", CultureInfo.InvariantCulture);
            to.Advance(6);
        }
    }

    private static void Plain(int character, ArrayBufferWriter<byte> to) => to.Advance(new Rune(character).EncodeToUtf8(to.GetSpan(4)));
}
