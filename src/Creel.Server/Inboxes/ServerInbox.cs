using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>The inbox of a running server, through its API.</summary>
internal sealed class ServerInbox(HttpClient client, string name) : IInboxView
{
    private readonly ApiCalls _api = new(client);

    public string Name => name;

    public async Task<InboxPage> SearchAsync(string query, string? before, int limit, CancellationToken cancel)
    {
        var url = $"api/events?limit={limit}{Parameter("q", query)}{Parameter("before", before)}";
        using var answer = await _api.GetAsync(url, cancel);
        return new InboxPage(await ApiCalls.JsonAsync(answer, cancel));
    }

    public async Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel)
    {
        using var answer = await _api.GetAsync($"api/events/{id}", cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ApiCalls.JsonAsync(answer, cancel);
    }

    public async Task<bool> CopyBodyAsync(Guid id, Stream to, CancellationToken cancel)
    {
        using var answer = await _api.GetAsync($"api/events/{id}/body", cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        await answer.Content.CopyToAsync(to, cancel);
        return true;
    }

    public async Task<InboxExport> ExportAsync(string query, string? after, CancellationToken cancel)
    {
        var answer = await _api.GetAsync($"api/export?format=ndjson{Parameter("q", query)}{Parameter("after", after)}", cancel);
        return new InboxExport
        {
            Lines = await answer.Content.ReadAsStreamAsync(cancel),
            Expected = query.Length > 0 ? null : InboxExport.Between(Number(answer, "Creel-First-Seq"), Number(answer, "Creel-Last-Seq")),
            Next = Header(answer, "Creel-Next"),
        };
    }

    public void Dispose() => client.Dispose();

    private static string Parameter(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static long Number(HttpResponseMessage answer, string name) =>
        long.TryParse(Header(answer, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values)
            ? values.First()
            : throw CommandException.Failed("That does not look like Creel's API.",
                "Check the address given with --server: it is the console's, not the one that receives.");
}
