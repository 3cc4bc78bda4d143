using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>One page of rows: what <c>GET /api/events</c> answers.</summary>
internal sealed class InboxPage(JsonDocument answer) : IDisposable
{
    public JsonElement Rows => answer.RootElement.GetProperty("events");

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next => answer.RootElement.GetProperty("next").GetString();

    public void Dispose() => answer.Dispose();
}
