using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Creel.Server.Inboxes;

namespace Creel.Server.Importing;

/// <summary>A running server that takes events.</summary>
internal sealed class ServerImport(HttpClient client, string name) : INamedView
{
    private readonly ApiCalls _api = new(client);

    public string Name => name;

    /// <summary>The names of its sources.</summary>
    public async Task<IReadOnlyList<string>> SourcesAsync(CancellationToken cancel)
    {
        using var answer = await _api.GetAsync("api/sources", cancel);
        using var json = await JsonAsync(answer, cancel);
        return [.. json.RootElement.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("name").GetString()!)];
    }

    /// <summary>Brings lines in. What the answer counts is on disk.</summary>
    public async Task<JsonDocument> PostAsync(ReadOnlyMemory<byte> lines, string? source, string? sender, CancellationToken cancel)
    {
        var parameters = string.Join('&', new[] { Parameter("source", source), Parameter("sender", sender) }.OfType<string>());
        using var content = new ReadOnlyMemoryContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var answer = await _api.PostAsync("api/import" + (parameters.Length == 0 ? "" : "?" + parameters), content, cancel);
        return await JsonAsync(answer, cancel);
    }

    public void Dispose() => client.Dispose();

    private static Task<JsonDocument> JsonAsync(HttpResponseMessage answer, CancellationToken cancel) => answer.StatusCode != HttpStatusCode.NotFound
        ? ApiCalls.JsonAsync(answer, cancel)
        : throw CommandException.Failed("That server does not import.", "It may be an older Creel: `creel --version` there tells.");

    private static string? Parameter(string name, string? value) => value is null ? null : $"{name}={Uri.EscapeDataString(value)}";
}
