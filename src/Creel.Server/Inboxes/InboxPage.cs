using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>One page of rows: what <c>GET /api/events</c> answers.</summary>
internal sealed class InboxPage(JsonDocument answer) : IDisposable
{
    public JsonElement Rows => answer.RootElement.GetProperty("events");

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next => answer.RootElement.GetProperty("next").GetString();

    /// <summary>Up to when a search looked back; null where nothing had to be searched, or nothing is kept.</summary>
    public string? LookedBackTo => answer.RootElement.TryGetProperty("searched", out var searched) ? JsonField.Of(searched, "backTo") : null;

    public void Dispose() => answer.Dispose();
}
