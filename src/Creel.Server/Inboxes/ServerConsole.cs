using System.Net;

namespace Creel.Server.Inboxes;

/// <summary>The console of a running server, for signing a browser in.</summary>
/// <param name="client">Reaches the server's API.</param>
/// <param name="name">Which one it is.</param>
/// <param name="url">Where a browser finds it.</param>
internal sealed class ServerConsole(HttpClient client, string name, Uri url) : INamedView
{
    private readonly ApiCalls _api = new(client);

    public string Name => name;

    public Uri Url => url;

    /// <summary>A link that signs a browser in, once: a secret. The code is in the fragment, which browsers send to nobody, so no log has it.</summary>
    public async Task<Uri> LinkAsync(CancellationToken cancel)
    {
        using var answer = await _api.PostAsync("api/sign-in-codes", cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw CommandException.Failed("That server has no console.", "It may be an older Creel: `creel --version` there tells.");
        using var made = await ApiCalls.JsonAsync(answer, cancel);
        return new Uri(url, "/#code=" + JsonField.Of(made.RootElement, "code"));
    }

    public void Dispose() => client.Dispose();
}
