using System.Text.Json;

namespace Creel.Receiving.Explaining;

/// <summary>One JSON document as other programs would write it.</summary>
internal sealed class JsonVariants
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

    private readonly ReadOnlyMemory<byte> _body;
    private readonly JsonRewriter _rewriter = new(MostBytes);

    // As it is and, where that is something else, with its keys sorted.
    private readonly (ReadOnlyMemory<byte> Json, string Words)[] _orders;

    private JsonVariants(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> json, byte[] sorted)
    {
        _body = body;
        var asItIs = Write(json, Layouts[0], JsonEscapes.AsWritten).Span.SequenceEqual(sorted);
        _orders = asItIs ? [(json, "")] : [(json, ""), (sorted, ", its keys sorted")];
    }

    /// <summary>Null where it is no JSON.</summary>
    public static JsonVariants? Of(ReadOnlyMemory<byte> body)
    {
        var json = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonRewriter.MaxDepth });
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return null;
            return new(body, json, JsonSorting.Sorted(document.RootElement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Each once, without the body as it is; the likeliest first. One is there until the next is asked for.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Body, string What)> All()
    {
        foreach (var (escapes, escaped) in Distinct())
        {
            foreach (var (json, order) in _orders)
            {
                foreach (var layout in Layouts)
                {
                    var written = Write(json, layout, escapes);
                    if (!written.IsEmpty && !_body.Span.SequenceEqual(written.Span)) yield return (written, layout.Name + order + escaped);
                }
            }
        }
    }

    // Most documents hold nothing that one would escape and another would not.
    private List<(JsonEscapes Escapes, string Words)> Distinct()
    {
        var distinct = new List<(JsonEscapes, string)>();
        var seen = new List<byte[]>();
        foreach (var writer in Writers)
        {
            var written = Write(_orders[0].Json, Layouts[0], writer.Escapes);
            if (written.IsEmpty || seen.Any(other => written.Span.SequenceEqual(other))) continue;
            seen.Add(written.ToArray());
            distinct.Add(writer);
        }
        return distinct;
    }

    private ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> json, JsonLayout layout, JsonEscapes escapes) => _rewriter.Write(json.Span, layout, escapes);
}
