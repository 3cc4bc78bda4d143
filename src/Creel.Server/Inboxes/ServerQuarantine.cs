using System.Buffers;
using System.Net;
using System.Text.Json;
using Creel.Configuration;
using Creel.Console;
using Creel.Inbox;

namespace Creel.Server.Inboxes;

/// <summary>The quarantine of a running server, through its API.</summary>
internal sealed class ServerQuarantine(HttpClient client, string name) : IQuarantineView
{
    private readonly ApiCalls _api = new(client);

    public string Name => name;

    public async Task<JsonDocument> NewestAsync(QuarantineFilter filter, string? before, int limit, CancellationToken cancel)
    {
        var url = $"api/quarantine?limit={limit}" + Parameter("before", before) + Parameter("source", filter.Source)
            + Parameter("address", filter.Address) + Parameter("reason", filter.Reason);
        using var answer = await _api.GetAsync(url, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw CommandException.Failed("That server has no quarantine.", "It may be an older Creel: `creel --version` there tells.");
        return await ApiCalls.JsonAsync(answer, cancel);
    }

    public async Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel)
    {
        using var answer = await _api.GetAsync($"api/quarantine/{id}", cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ApiCalls.JsonAsync(answer, cancel);
    }

    public async Task<JsonDocument?> AcceptAsync(Guid id, string? source, CancellationToken cancel)
    {
        var url = $"api/quarantine/{id}/accept" + (source is null ? "" : $"?source={Uri.EscapeDataString(source)}");
        using var answer = await _api.PostAsync(url, cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ApiCalls.JsonAsync(answer, cancel);
    }

    public async Task<JsonDocument?> VerifyAsync(Guid id, VerifyWish wish, Func<Topology> configured, CancellationToken cancel)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(bytes)) VerifyJson.WriteWish(json, wish);
        using var content = new ByteArrayContent(bytes.WrittenSpan.ToArray()) { Headers = { ContentType = new("application/json") } };
        using var answer = await _api.PostAsync($"api/quarantine/{id}/verify", content, cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ApiCalls.JsonAsync(answer, cancel);
    }

    public void Dispose() => client.Dispose();

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
