using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>An inbox as the commands see it: the API's JSON, wherever it comes from.</summary>
internal interface IInboxView : INamedView
{
    /// <summary>A page of rows, newest first, before a cursor (null: from the newest).</summary>
    Task<InboxPage> NewestAsync(string? before, int limit, CancellationToken cancel) => SearchAsync("", before, limit, cancel);

    /// <summary>The same of those that match a query. It may be short, or empty, and still have a next one: looking takes time.</summary>
    Task<InboxPage> SearchAsync(string query, string? before, int limit, CancellationToken cancel);

    /// <summary>An event in full; null when there is none with this id.</summary>
    Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel);

    /// <summary>Writes an event's body as it is kept; false when there is no event with this id.</summary>
    Task<bool> CopyBodyAsync(Guid id, Stream to, CancellationToken cancel);

    /// <summary>All events that match a query, after a cursor (null: from the oldest), as NDJSON, oldest first.</summary>
    Task<InboxExport> ExportAsync(string query, string? after, CancellationToken cancel);
}
