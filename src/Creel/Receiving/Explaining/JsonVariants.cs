using System.Text.Json;

namespace Creel.Receiving.Explaining;

/// <summary>One JSON document as other programs would write it.</summary>
internal sealed class JsonVariants(JsonDocument document, ReadOnlyMemory<byte> body) : IDisposable
{
    // A body that is laid out for reading grows, and one made for it grows without end.
    private const int MostBytes = 256 << 10;

    private static readonly JsonLayout[] Layouts =
    [
        new("minified", null, ",", ":"),
        new("with a blank behind commas and colons, as Python writes it", null, ", ", ": "),
        new("indented by 2", "  ", ",", ": "),
        new("indented by 4", "    ", ",", ": "),
        new("indented by a tab", "\t", ",", ": "),
    ];

    private static readonly (JsonEscapes Escapes, string Words)[] Writers =
    [
        (JsonEscapes.AsWritten, ""),
        (JsonEscapes.Few, ", characters unescaped"),
        (JsonEscapes.Ascii, ", all but ASCII escaped"),
        (JsonEscapes.Slashes, ", all but ASCII, and slashes, escaped, as PHP writes it"),
        (JsonEscapes.Html, ", escaped as Go writes it"),
        (JsonEscapes.DotNet, ", escaped as .NET writes it"),
    ];

    /// <summary>Null where it is no JSON.</summary>
    public static JsonVariants? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            var bom = body.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
            var document = JsonDocument.Parse(body[bom..], new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? new(document, body) : Nothing(document);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Each once, without the body as it is; the likeliest first.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Body, string What)> All()
    {
        // Most documents hold nothing that one would escape and another would not, and many have their keys in order.
        var writers = Distinct(sorted: false, Writers);
        bool[] orders = Same(Write(Layouts[0], JsonEscapes.AsWritten, sorted: false), Write(Layouts[0], JsonEscapes.AsWritten, sorted: true)) ? [false] : [false, true];
        foreach (var (escapes, escaped) in writers)
        {
            foreach (var sorted in orders)
            {
                foreach (var layout in Layouts)
                {
                    if (Write(layout, escapes, sorted) is { } written && !body.Span.SequenceEqual(written)) yield return (written, $"{layout.Name}{(sorted ? ", its keys sorted" : "")}{escaped}");
                }
            }
        }
    }

    public void Dispose() => document.Dispose();

    private List<(JsonEscapes Escapes, string Words)> Distinct(bool sorted, (JsonEscapes Escapes, string Words)[] writers)
    {
        var distinct = new List<(JsonEscapes, string)>();
        var seen = new List<byte[]>();
        foreach (var writer in writers)
        {
            if (Write(Layouts[0], writer.Escapes, sorted) is not { } written || seen.Any(other => Same(other, written))) continue;
            seen.Add(written);
            distinct.Add(writer);
        }
        return distinct;
    }

    private byte[]? Write(JsonLayout layout, JsonEscapes escapes, bool sorted) => new JsonRewriter(layout, escapes, sorted, MostBytes).Write(document.RootElement);

    private static bool Same(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

    private static JsonVariants? Nothing(JsonDocument document)
    {
        document.Dispose();
        return null;
    }
}
