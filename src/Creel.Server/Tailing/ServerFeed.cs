using System.Net;
using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>The live feed of a running server, and its inbox for what lies before.</summary>
internal sealed class ServerFeed(HttpClient client, string name) : INamedView
{
    private readonly ApiCalls _api = new(client);

    public string Name => name;

    public ServerInbox Inbox { get; } = new(client, name);

    /// <exception cref="CommandException">It can't be followed; the message says why.</exception>
    public async Task<LiveConnection> FollowAsync(string query, string? after, TimeProvider time, CancellationToken cancel)
    {
        var answer = await _api.GetAsync("api/live" + Parameters(("q", query), ("after", after)), cancel);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            return new LiveConnection(answer, await answer.Content.ReadAsStreamAsync(cancel), time) { Cursor = after };
        answer.Dispose();
        throw CommandException.Failed("That server has no live feed.", "It may be an older Creel: `creel --version` there tells.");
    }

    /// <summary>Whether anybody is there at all.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync("health/live", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => client.Dispose();

    private static string Parameters(params (string Name, string? Value)[] all)
    {
        var given = all.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }
}
