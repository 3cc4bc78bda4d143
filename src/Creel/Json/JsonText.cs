using System.Text;

namespace Creel.Json;

/// <summary>
/// Reads the text of JSON strings character by character and never throws. The framework's own reading refuses unpaired
/// surrogates and bad UTF-8, both of which strangers send.
/// </summary>
internal static class JsonText
{
    /// <summary>What stands for bytes that are not UTF-8.</summary>
    public const int Replacement = 0xFFFD;

    /// <summary>
    /// The next character of a text that is not empty: a Unicode scalar, or an unpaired surrogate that was written as an
    /// escape. <paramref name="escapes"/> says whether backslashes are JSON escapes (inside a string) or plain text.
    /// </summary>
    public static int Next(ReadOnlySpan<byte> text, bool escapes, out int consumed)
    {
        var first = text[0];
        if (first == '\\' && escapes) return NextEscape(text, out consumed);
        if (first < 0x80)
        {
            consumed = 1;
            return first;
        }
        Rune.DecodeFromUtf8(text, out var rune, out consumed);
        return rune.Value;
    }

    /// <summary>Whether the inside of a JSON string says the same as a plain UTF-8 text.</summary>
    public static bool Same(ReadOnlySpan<byte> jsonString, ReadOnlySpan<byte> plain)
    {
        while (!jsonString.IsEmpty && !plain.IsEmpty)
        {
            if (Next(jsonString, escapes: true, out var a) != Next(plain, escapes: false, out var b)) return false;
            jsonString = jsonString[a..];
            plain = plain[b..];
        }
        return jsonString.IsEmpty && plain.IsEmpty;
    }

    /// <summary>The inside of a JSON string as characters; unpaired surrogates become <see cref="Replacement"/>.</summary>
    /// <param name="jsonString">The bytes as they stand in the document.</param>
    /// <param name="to">As long as <paramref name="jsonString"/> is enough.</param>
    public static int Decode(ReadOnlySpan<byte> jsonString, Span<char> to) => DecodeBeginning(jsonString, escapes: true, to);

    /// <summary>As many characters of a text as there is room for.</summary>
    public static int DecodeBeginning(ReadOnlySpan<byte> text, bool escapes, Span<char> to)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var character = Next(text, escapes, out var consumed);
            var rune = new Rune(IsSurrogate(character) ? Replacement : character);
            if (!rune.TryEncodeToUtf16(to[length..], out var written)) break;
            length += written;
            text = text[consumed..];
        }
        return length;
    }

    public static bool IsSurrogate(int character) => character is >= 0xD800 and <= 0xDFFF;

    private static int NextEscape(ReadOnlySpan<byte> text, out int consumed)
    {
        consumed = 2;
        switch (text.Length > 1 ? text[1] : 0)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case '"': return '"';
            case '\\': return '\\';
            case '/': return '/';
            case 'u' when CodeUnit(text) is >= 0 and var high:
                consumed = 6;
                if (high is >= 0xD800 and <= 0xDBFF && CodeUnit(text[6..]) is >= 0xDC00 and <= 0xDFFF and var low)
                {
                    consumed = 12;
                    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                }
                return high;
            default:
                // Not JSON; a reader that checked the document never lets this through.
                consumed = 1;
                return '\\';
        }
    }

    /// <summary>The value of a leading <c>\uXXXX</c>, or -1.</summary>
    private static int CodeUnit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return -1;
        var value = 0;
        foreach (var digit in text[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit)) return -1;
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return value;
    }
}
