using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Creel.Json;

namespace Creel.Senders;

/// <summary>
/// The text of a JSON value as a fact: bounded, on one line, trimmed, whole characters only. What is null, blank or an object
/// is missing; numbers and booleans are taken as they are written; an array stands for its first element.
/// </summary>
internal static class FactText
{
    public const int TitleLimit = 1024;
    public const int Limit = 512;

    /// <summary>A longer link is no link: half of one leads nowhere.</summary>
    public const int LinkLimit = 2048;

    public static string? Of(ReadOnlySpan<byte> value, JsonTokenType kind, int limit) => kind switch
    {
        JsonTokenType.String => OfString(value, limit),
        JsonTokenType.Number => Encoding.ASCII.GetString(value[..Math.Min(value.Length, limit)]),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.StartArray => OfFirstElement(value, limit),
        _ => null,
    };

    /// <summary>The same of a text that is no JSON, such as a header's value.</summary>
    public static string? OfPlain(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length > limit || text.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return Decode(text, limit, escapes: false);
        text = text.Trim((byte)' ');
        return text.IsEmpty ? null : Encoding.ASCII.GetString(text);
    }

    /// <summary>Writes the same, cut where there is no more room, if that takes no thought, as nearly always; false: it may yet say something.</summary>
    /// <param name="value">The value.</param>
    /// <param name="kind">What it is in JSON; null: a text that is none.</param>
    /// <param name="limit">As above.</param>
    /// <param name="to">Where to.</param>
    /// <param name="written">How much.</param>
    public static bool TryWrite(ReadOnlySpan<byte> value, JsonTokenType? kind, int limit, Span<char> to, out int written)
    {
        written = 0;
        if (kind is not (null or JsonTokenType.String or JsonTokenType.Number) || value.Length > limit || value.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return false;
        if (kind is not null && value.Contains((byte)'\\')) return false;
        value = value.Trim((byte)' ');
        if (value.IsEmpty) return false;
        if (value.Length > to.Length) value = value[..to.Length];
        return Ascii.ToUtf16(value, to, out written) == OperationStatus.Done;
    }

    private static string? OfString(ReadOnlySpan<byte> raw, int limit)
    {
        if (raw.Length > limit || raw.ContainsAnyExceptInRange((byte)' ', (byte)'~') || raw.Contains((byte)'\\')) return Decode(raw, limit, escapes: true);
        raw = raw.Trim((byte)' ');
        return raw.IsEmpty ? null : Encoding.ASCII.GetString(raw);
    }

    private static string? Decode(ReadOnlySpan<byte> raw, int limit, bool escapes)
    {
        Span<char> text = stackalloc char[limit];
        var length = 0;
        var blanks = 0;
        while (!raw.IsEmpty)
        {
            var rune = Shown(JsonText.Next(raw, escapes, out var consumed));
            raw = raw[consumed..];
            if (length == 0 && Rune.IsWhiteSpace(rune))
            {
                // Megabytes of blanks are not gone through for what may stand behind them.
                if (++blanks > limit) break;
                continue;
            }
            if (!rune.TryEncodeToUtf16(text[length..], out var written)) break;
            length += written;
        }
        var trimmed = text[..length].TrimEnd();
        return trimmed.IsEmpty ? null : trimmed.ToString();
    }

    private static Rune Shown(int character) => character switch
    {
        '\t' or '\n' or '\r' => new Rune(' '),
        _ when JsonText.IsSurrogate(character) => Rune.ReplacementChar,
        _ when Rune.GetUnicodeCategory(new Rune(character)) == UnicodeCategory.Control => Rune.ReplacementChar,
        _ => new Rune(character),
    };

    private static string? OfFirstElement(ReadOnlySpan<byte> array, int limit)
    {
        var reader = new Utf8JsonReader(array, BodySyntax.ReaderOptions);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray) { }
        return reader.TokenType is JsonTokenType.StartObject ? null : Of(reader.ValueSpan, reader.TokenType, limit);
    }
}
