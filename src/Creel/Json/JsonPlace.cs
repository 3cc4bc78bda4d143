using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Creel.Json;

/// <summary>A value at one place of a document of a stranger: what signatures and handshakes look for in bodies. Never throws.</summary>
internal static class JsonPlace
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The names of a path (see <see cref="JsonPath"/>) as they stand in a document.</summary>
    /// <exception cref="FormatException">It is no path.</exception>
    public static byte[][] Names(string path) => [.. JsonPath.Parse(path).Select(segment => Encoding.UTF8.GetBytes(segment.Name))];

    /// <summary>
    /// Where the values at a path are, arrays standing for all their elements: strings without their quotes, numbers and words
    /// whole. False when it is no JSON, or a place has no such value: then nothing that is found is worth anything.
    /// </summary>
    public static bool TryFindAll(ReadOnlySpan<byte> json, byte[][] path, List<Range> found)
    {
        try
        {
            var offset = json.StartsWith("\uFEFF"u8) ? 3 : 0;
            var reader = new Utf8JsonReader(json[offset..], Options);
            if (!reader.Read()) return false;
            var complete = Find(ref reader, path, 0, offset, found);
            reader.Read();
            return complete && found.Count > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The text of the one scalar at a path; null when there is none, or several.</summary>
    public static string? Text(ReadOnlySpan<byte> json, byte[][] path)
    {
        var found = new List<Range>(1);
        if (!TryFindAll(json, path, found) || found.Count != 1) return null;
        return Decode(json[found[0]]);
    }

    /// <summary>A string's inside as text.</summary>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        Span<char> text = value.Length <= 256 ? stackalloc char[value.Length] : new char[value.Length];
        return text[..JsonText.Decode(value, text)].ToString();
    }

    /// <summary>The same document with a text at a path: in each element of the arrays on the way, at the end of objects that lack it.</summary>
    public static byte[] Set(ReadOnlySpan<byte> json, byte[][] path, string value)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Set(document.RootElement, path, value, writer);
        return buffer.ToArray();
    }

    private static void Set(JsonElement element, ReadOnlySpan<byte[]> path, string value, Utf8JsonWriter writer)
    {
        if (path.IsEmpty)
        {
            writer.WriteStringValue(value);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in element.EnumerateArray()) Set(item, path, value, writer);
            writer.WriteEndArray();
        }
        else if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            var set = false;
            foreach (var property in element.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                if (property.NameEquals(path[0]))
                {
                    Set(property.Value, path[1..], value, writer);
                    set = true;
                }
                else
                {
                    property.Value.WriteTo(writer);
                }
            }
            if (!set && path.Length == 1) writer.WriteString(path[0], value);
            writer.WriteEndObject();
        }
    }

    private static bool Find(ref Utf8JsonReader reader, byte[][] path, int depth, int offset, List<Range> found)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var complete = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) complete &= Find(ref reader, path, depth, offset, found);
                return complete;
            case JsonTokenType.StartObject when depth < path.Length:
                // A name that comes again replaces the one before it: whoever reads on reads the last.
                var (before, has) = (found.Count, false);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var named = reader.ValueIsEscaped ? JsonText.Same(reader.ValueSpan, path[depth]) : reader.ValueSpan.SequenceEqual(path[depth]);
                    reader.Read();
                    if (!named)
                    {
                        reader.Skip();
                        continue;
                    }
                    found.RemoveRange(before, found.Count - before);
                    has = Find(ref reader, path, depth + 1, offset, found);
                }
                return has;
            case JsonTokenType.StartObject:
                reader.Skip();
                return false;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when depth == path.Length:
                var start = offset + (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
                found.Add(start..(start + reader.ValueSpan.Length));
                return true;
            default:
                return false;
        }
    }
}
