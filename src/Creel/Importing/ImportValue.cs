using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Creel.Importing;

/// <summary>Values of an imported line, each checked. What is wrong is said with the name of its key.</summary>
internal static class ImportValue
{
    public const int LongestKey = 64;

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The length of the key's name; 0 for one that is none of ours.</summary>
    public static int Key(ref Utf8JsonReader reader, scoped Span<char> name)
    {
        // Escapes only make it longer.
        if (reader.ValueSpan.Length > LongestKey) return 0;
        try { return reader.CopyString(name); }
        catch (InvalidOperationException) { return 0; }
    }

    /// <summary>A text without control characters; null for null.</summary>
    public static string? Text(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key, int longest)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.String) throw new ImportException($"its `{key}` is not a text");
        var text = String(ref reader, key);
        if (text.Length > longest) throw new ImportException($"its `{key}` is longer than {longest} characters");
        foreach (var character in text)
        {
            if (char.IsControl(character)) throw new ImportException($"its `{key}` has a control character in it");
        }
        return text;
    }

    public static string String(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key)
    {
        try { return reader.GetString()!; }
        catch (InvalidOperationException) { throw new ImportException($"its `{key}` is not valid Unicode"); }
    }

    public static bool Flag(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw new ImportException($"its `{key}` is neither true nor false"),
    };

    public static int? Number(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key, int least, int most)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= least && number <= most) return number;
        throw new ImportException($"its `{key}` is not a whole number from {least} to {most}");
    }

    public static Guid? Id(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key)
    {
        if (Text(ref reader, key, LongestKey) is not { } text) return null;
        return Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty
            ? id
            : throw new ImportException($"its `{key}` is no id such as 01890a5d-ac96-774b-bcce-b302099a8057");
    }

    /// <summary>A moment: without a zone it is none.</summary>
    public static DateTimeOffset? Time(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key)
    {
        if (Text(ref reader, key, LongestKey) is not { } text) return null;
        return DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new ImportException($"its `{key}` is no time such as 2026-03-04T12:00:00.000Z");
    }

    /// <summary>The bytes of a text. Half a pair of surrogates has none: such a body can't have been exported.</summary>
    public static ReadOnlyMemory<byte> Utf8(ref Utf8JsonReader reader)
    {
        var bytes = new byte[reader.ValueSpan.Length];
        try
        {
            var length = reader.CopyString(bytes);
            // Bytes without escapes are copied as they are.
            _ = StrictUtf8.GetCharCount(bytes, 0, length);
            return length > bytes.Length * 3L / 4 ? bytes.AsMemory(0, length) : bytes.AsSpan(0, length).ToArray();
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            throw new ImportException("its `body` is not valid Unicode");
        }
    }

    public static ReadOnlyMemory<byte> Base64(ref Utf8JsonReader reader)
    {
        try { return reader.GetBytesFromBase64(); }
        catch (Exception e) when (e is FormatException or InvalidOperationException) { throw new ImportException("its `bodyBase64` is not base64"); }
    }
}
