using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Creel.Json;

namespace Creel.Fuzz.Targets;

/// <summary>What stands at a place of any document: what the framework's own reading finds there, or nothing.</summary>
internal static class PlaceTarget
{
    private static readonly string[][] Paths = [["a"], ["a", "b"], ["value", "clientState"], ["a b", "c"]];

    public static FuzzTarget Create() => new("places", input =>
    {
        foreach (var path in Paths)
        {
            var names = path.Select(Encoding.UTF8.GetBytes).ToArray();
            var found = new List<Range>();
            var all = JsonPlace.TryFindAll(input, names, found);
            _ = JsonPlace.Text(input, names);
            if (!TryParse(input, out var document)) continue;
            using (document)
            {
                var expected = new List<string>();
                if (Expected(document.RootElement, path, expected) is not { } complete) continue;
                FindingException.ThrowUnless(all == (complete && expected.Count > 0), $"{string.Join('.', path)}: {all}");
                if (all) FindingException.ThrowUnless(found.Select(range => Encoding.UTF8.GetString(input[range])).SequenceEqual(expected), $"{string.Join('.', path)}: {found.Count} of {expected.Count}");
            }
        }
    },
        """{"a": {"b": 1}, "a": [{"b": "x"}, {"b": ["\ud800", true]}]}""", """{"value": [{"clientState": "s"}, {"clientState": null}]}""",
        """{"\u0061 b": {"c": 1e400}, "a": "\"\\"}""", "\u00ef\u00bb\u00bf{\"a\":\"\u00c3\u00a9\"}", "[[{\"a\":[]}]]", "1", "");

    private static bool TryParse(byte[] json, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsMemory(3) : json, new JsonDocumentOptions { MaxDepth = 512 });
            return true;
        }
        catch (JsonException)
        {
            document = null!;
            return false;
        }
    }

    // Null: the framework can't say.
    private static bool? Expected(JsonElement element, ReadOnlySpan<string> path, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                var all = true;
                foreach (var item in element.EnumerateArray())
                {
                    if (Expected(item, path, found) is not { } one) return null;
                    all &= one;
                }
                return all;
            case JsonValueKind.Object when path.Length > 0:
                // Of equal names the last one.
                JsonElement? last = null;
                foreach (var property in element.EnumerateObject())
                {
                    try
                    {
                        if (property.NameEquals(path[0])) last = property.Value;
                    }
                    catch (InvalidOperationException)
                    {
                        return null;
                    }
                }
                return last is { } value ? Expected(value, path[1..], found) : false;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when path.Length == 0:
                var raw = JsonMarshal.GetRawUtf8Value(element);
                found.Add(Encoding.UTF8.GetString(element.ValueKind == JsonValueKind.String ? raw[1..^1] : raw));
                return true;
            default:
                return false;
        }
    }
}
