using System.Text.Json;
using System.Text.Unicode;

namespace Creel.Console;

/// <summary>
/// A body inside JSON: <c>body</c>, a text, where that gives the very bytes back; else <c>bodyBase64</c>. An encoded
/// (compressed) body is never text, even if its bytes happen to look like it.
/// </summary>
internal static class BodyJson
{
    // Escaping may make a text six times as long. In slices, that never needs one buffer for all of it.
    private const int Slice = 12 * 1024;

    public static void Write(Utf8JsonWriter json, byte[] headers, byte[] body)
    {
        var asText = ContentHeaders.Encoding(headers) is null && Utf8.IsValid(body);
        json.WritePropertyName(asText ? "body" : "bodyBase64");
        ReadOnlySpan<byte> rest = body;
        for (; rest.Length > Slice; rest = rest[Slice..]) WriteSlice(json, asText, rest[..Slice], last: false);
        WriteSlice(json, asText, rest, last: true);
    }

    private static void WriteSlice(Utf8JsonWriter json, bool asText, ReadOnlySpan<byte> bytes, bool last)
    {
        if (asText) json.WriteStringValueSegment(bytes, last);
        else json.WriteBase64StringSegment(bytes, last);
    }
}
