using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>The inbox of a running server, through its API.</summary>
internal sealed class ServerInbox(HttpClient client, string name) : IInboxView
{
    public string Name => name;

    public async Task<InboxPage> NewestAsync(string? before, int limit, CancellationToken cancel)
    {
        var url = $"api/events?limit={limit}" + (before is null ? "" : $"&before={Uri.EscapeDataString(before)}");
        using var answer = await GetAsync(url, cancel);
        return new InboxPage(await JsonAsync(answer, cancel));
    }

    public async Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel)
    {
        using var answer = await GetAsync($"api/events/{id}", cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await JsonAsync(answer, cancel);
    }

    public async Task<bool> CopyBodyAsync(Guid id, Stream to, CancellationToken cancel)
    {
        using var answer = await GetAsync($"api/events/{id}/body", cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        await answer.Content.CopyToAsync(to, cancel);
        return true;
    }

    public async Task<InboxExport> ExportAsync(string? after, CancellationToken cancel)
    {
        var answer = await GetAsync("api/export" + (after is null ? "" : $"?after={Uri.EscapeDataString(after)}"), cancel);
        return new InboxExport
        {
            Lines = await answer.Content.ReadAsStreamAsync(cancel),
            Expected = InboxExport.Between(Number(answer, "Creel-First-Seq"), Number(answer, "Creel-Last-Seq")),
            Next = Header(answer, "Creel-Next"),
        };
    }

    public void Dispose() => client.Dispose();

    /// <summary>Asks; what is neither an answer nor "not found" becomes an error for the person who asked.</summary>
    private async Task<HttpResponseMessage> GetAsync(string url, CancellationToken cancel)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw CommandException.Failed($"The server can't be asked: {e.InnerException?.Message ?? e.Message}", Remedy(e));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw CommandException.Failed($"The server did not answer within {client.Timeout.TotalSeconds:0} s.",
                "See its log; `creel list --data DIR` reads its files when it is stopped.");
        }
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound) return answer;
        using (answer) throw await RefusedAsync(answer, cancel);
    }

    private static string Remedy(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError =>
            "Its certificate is not trusted here: import its CA (`creel cert export` there), or try with --insecure.",
        _ => "Check the address given with --server, and that the server runs.",
    };

    private static async Task<CommandException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            return CommandException.Failed("The server refused the token.",
                "Give the one in its data directory: --token-stdin, or CREEL_TOKEN.");
        var status = (int)answer.StatusCode;
        var detail = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await DetailAsync(answer, cancel)
            : "That does not look like Creel's API. Check the address given with --server: it is the console's, not the one that receives.";
        return answer.StatusCode == HttpStatusCode.BadRequest
            ? CommandException.Usage("The server did not understand that.", detail)
            : CommandException.Failed($"The server answered {status}.", detail);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var problem = await JsonAsync(answer, cancel);
        return problem.RootElement.TryGetProperty("detail", out var detail) ? JsonField.Text(detail) : "See its log.";
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), default, cancel);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw CommandException.Failed($"The server's answer is not whole, or not JSON: {e.Message}", "See its log, and try again.");
        }
    }

    private static long Number(HttpResponseMessage answer, string name) =>
        long.TryParse(Header(answer, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values)
            ? values.First()
            : throw CommandException.Failed("That does not look like Creel's API.",
                "Check the address given with --server: it is the console's, not the one that receives.");
}
