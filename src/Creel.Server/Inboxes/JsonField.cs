using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>Reads texts out of JSON that may come from anywhere: half a surrogate pair in it is no reason to fail.</summary>
internal static class JsonField
{
    public static string Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return value.GetRawText();
        try { return value.GetString()!; }
        catch (InvalidOperationException) { return value.GetRawText(); }
    }

    /// <summary>The text of a key, or null where there is none.</summary>
    public static string? Of(JsonElement row, string key) =>
        row.TryGetProperty(key, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? Text(value) : null;
}
