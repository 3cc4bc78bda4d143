using System.Net;
using System.Text.Json;

namespace Creel.Server.Inboxes;

/// <summary>Calls of a server's API. What is neither an answer nor "not found" becomes an error for the person who asked.</summary>
internal sealed class ApiCalls(HttpClient client)
{
    public Task<HttpResponseMessage> GetAsync(string url, CancellationToken cancel) => SendAsync(HttpMethod.Get, url, null, cancel);

    public Task<HttpResponseMessage> PostAsync(string url, CancellationToken cancel) => SendAsync(HttpMethod.Post, url, null, cancel);

    public Task<HttpResponseMessage> PostAsync(string url, HttpContent content, CancellationToken cancel) => SendAsync(HttpMethod.Post, url, content, cancel);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content, CancellationToken cancel)
    {
        HttpResponseMessage answer;
        try
        {
            using var request = new HttpRequestMessage(method, url) { Content = content };
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
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
        return answer.StatusCode switch
        {
            HttpStatusCode.BadRequest => CommandException.Usage("The server did not understand that.", detail),
            HttpStatusCode.Conflict => CommandException.Failed("The server can't do that.", detail),
            _ => CommandException.Failed($"The server answered {status}.", detail),
        };
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var problem = await JsonAsync(answer, cancel);
        return problem.RootElement.TryGetProperty("detail", out var detail) ? JsonField.Text(detail) : "See its log.";
    }

    public static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer, CancellationToken cancel)
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
}
