using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Creel.Tests.Senders;

/// <summary>
/// The vectors of a sender: bodies with the facts that are in them, and signed requests with what checking them comes to. One file a
/// profile, beside this class in <c>Vectors</c>.
/// </summary>
internal static class SenderVectors
{
    private static string Folder => Repository.At("test", "Creel.Tests", "Senders", "Vectors");

    public static IEnumerable<string> Senders => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static IReadOnlyList<JsonElement> Of(string sender, string kind)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{sender}.json")));
        return document.RootElement.TryGetProperty(kind, out var all) ? [.. all.EnumerateArray().Select(one => one.Clone())] : [];
    }

    public static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    public static string? Text(JsonElement one, string key) => one.TryGetProperty(key, out var value) ? value.GetString() : null;

    public static IEnumerable<KeyValuePair<string, string>> Headers(JsonElement one) => one.TryGetProperty("headers", out var headers)
        ? headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))
        : [];

    public static byte[] Body(JsonElement one)
    {
        if (Text(one, "text") is { } text) return Encoding.UTF8.GetBytes(text);
        if (one.TryGetProperty("body", out var body)) return Encoding.UTF8.GetBytes(body.GetRawText());
        var payload = Text(one, "payload") ?? throw new FormatException($"{Name(one)}: no text, body or payload.");
        return Repository.SharedPayload(payload.Split('/')[0], payload[(payload.IndexOf('/') + 1)..]);
    }

    public static DateTimeOffset? Time(JsonElement one, string key) =>
        Text(one, key) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) : null;
}
