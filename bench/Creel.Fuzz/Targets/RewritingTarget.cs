using System.Text.Json;
using Creel.Receiving.Explaining;

namespace Creel.Fuzz.Targets;

/// <summary>A body that is written anew in other ways, to find the one that was signed: each says the same as the body, and none grows without end.</summary>
internal static class RewritingTarget
{
    private const int Most = 256 << 10;

    private static readonly JsonLayout Plain = new("", null, ",", ":");

    public static FuzzTarget Create() => new("rewriting", input =>
    {
        if (JsonVariants.Of(input) is not { } variants) return;
        var expected = Canonical(input.AsSpan().StartsWith("\uFEFF"u8) ? input.AsMemory(3) : input);
        foreach (var (body, what) in variants.All())
        {
            FindingException.ThrowUnless(body.Length <= Most, $"{what} has {body.Length} bytes");
            FindingException.ThrowUnless(Canonical(body).AsSpan().SequenceEqual(expected), $"{what} says something else");
        }
    }, """{"b": [1.50, -2e3, true, null, {}], "a": "\u00fc\/\ud83d\ude00 \ud800 <b> '+`", "a": []}""", "[[\"\\u0000\\b\\f\\n\\r\\t\\\\\\\"\"],\n\t{}]", "\xEF\xBB\xBF{\"\xC3\xBC\":\"\xFF\"}");

    private static byte[] Canonical(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonRewriter.MaxDepth });
        return new JsonRewriter(4 * Most).Write(JsonSorting.Sorted(document.RootElement), Plain, JsonEscapes.Few).ToArray();
    }
}
