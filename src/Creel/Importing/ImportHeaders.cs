using System.Text;
using System.Text.Json;
using Creel.Inbox;

namespace Creel.Importing;

/// <summary>The headers of an imported line: names, each with its values in order.</summary>
internal static class ImportHeaders
{
    private const int MostBytes = 256 << 10;

    public static byte[] Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return [];
        if (reader.TokenType != JsonTokenType.StartObject) throw new ImportException("its `headers` are not an object");
        var headers = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Latin1(ImportValue.String(ref reader, "headers"));
            if (name.Length == 0 || name.AsSpan().IndexOfAny(":\r\n\0") >= 0) throw new ImportException("its `headers` hold a name that is none");
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) throw new ImportException("its `headers` hold a name without an array of values");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.String) throw new ImportException("its `headers` hold a value that is not a text");
                var value = Latin1(ImportValue.String(ref reader, "headers"));
                if (value.AsSpan().IndexOfAny("\r\n\0") >= 0) throw new ImportException("its `headers` hold a value of more than one line");
                headers.Add(new(name, value));
            }
        }
        var lines = HeaderLines.Encode(headers);
        return lines.Length <= MostBytes ? lines : throw new ImportException($"its `headers` have more than {MostBytes >> 10} KiB");
    }

    // They were shown as UTF-8; the lines have a character for each of its bytes.
    private static string Latin1(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
