using System.Text.Json;
using Creel.Json;

namespace Creel.Search;

/// <summary>
/// Looks for a value at a place in a JSON document. An array stands for all its elements, wherever it is; a name that is
/// there several times, for all its values. Names are compared without case, too.
/// </summary>
internal static class JsonValues
{
    private const int OnStack = 256;

    /// <param name="json">A whole, valid document.</param>
    /// <param name="options">The ones it was found valid with.</param>
    /// <param name="term">What to look for, and where.</param>
    public static bool Any(ReadOnlySpan<byte> json, JsonReaderOptions options, BodyTerm term)
    {
        var reader = new Utf8JsonReader(json, options);
        return reader.Read() && Any(ref reader, term, 0);
    }

    private static bool Any(ref Utf8JsonReader reader, BodyTerm term, int depth)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (Any(ref reader, term, depth)) return true;
            }
            return false;
        }
        if (depth == term.Path.Length) return Matches(ref reader, term.Pattern);
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var named = Matches(reader.ValueSpan, reader.ValueIsEscaped, new TextPattern(term.Path[depth], IsPrefix: false));
            reader.Read();
            if (!named) reader.Skip();
            else if (Any(ref reader, term, depth + 1)) return true;
        }
        return false;
    }

    // An object is something that is there, but no text.
    private static bool Matches(ref Utf8JsonReader reader, TextPattern pattern)
    {
        if (pattern.IsAny) return reader.TokenType != JsonTokenType.Null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        return Matches(reader.ValueSpan, reader.ValueIsEscaped, pattern);
    }

    // No more is decoded than can matter: a character of the pattern stands for twelve bytes at most.
    private static bool Matches(ReadOnlySpan<byte> value, bool escapes, TextPattern pattern)
    {
        var wanted = pattern.Text.Length;
        if (!pattern.IsPrefix && value.Length > wanted * 6) return false;
        Span<char> characters = wanted < OnStack - 2 ? stackalloc char[OnStack] : new char[wanted + 2];
        return pattern.Matches(characters[..JsonText.DecodeBeginning(value, escapes, characters[..(wanted + 2)])]);
    }
}
