using System.Text.Json;
using Creel.Inbox;
using Creel.Receiving.Explaining;

namespace Creel.Server.Inboxes;

/// <summary>A kept request out of its JSON: a refused one, or an event.</summary>
internal static class KeptJson
{
    public static KeptRequest Read(JsonElement kept) => new()
    {
        Method = JsonField.Of(kept, "method") ?? "",
        Path = JsonField.Of(kept, "path") ?? "",
        Query = JsonField.Of(kept, "query") ?? "",
        Tls = JsonField.Of(kept, "tls") is not null,
        Headers = [.. from header in kept.GetProperty("headers").EnumerateObject() from value in header.Value.EnumerateArray() select KeyValuePair.Create(header.Name, JsonField.Text(value))],
        Body = kept.TryGetProperty("body", out var text) ? System.Text.Encoding.UTF8.GetBytes(JsonField.Text(text)) : kept.GetProperty("bodyBase64").GetBytesFromBase64(),
        Extent = JsonField.Of(kept, "bodyKept") switch { "cut" => BodyExtent.Cut, "unread" => BodyExtent.Unread, _ => BodyExtent.Whole },
        Redacted = [.. kept.GetProperty("redacted").EnumerateArray().Select(JsonField.Text)],
        Source = JsonField.Of(kept, "source"),
        Sender = JsonField.Of(kept, "sender"),
        At = kept.GetProperty("receivedAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null,
    };
}
