using Creel.Inbox;
using Creel.Server.Importing;
using Creel.Server.Local;
using Creel.Server.Tailing;
using Creel.Storage.Sqlite;

namespace Creel.Server.Inboxes;

/// <summary>Which inbox a command is about.</summary>
internal sealed class InboxChoice
{
    /// <summary>The data directory named; null for the usual one.</summary>
    public string? Data { get; init; }

    /// <summary>A server elsewhere.</summary>
    public string? Server { get; init; }

    /// <summary>Its token: a secret.</summary>
    public string? Token { get; init; }

    public bool Insecure { get; init; }

    /// <summary>The options that name this inbox again, for commands that are suggested.</summary>
    public string Again => this switch
    {
        { Server: not null } => $" --server {Server}{(Insecure ? " --insecure" : "")}",
        { Data: not null } => $" --data {Data}",
        _ => "",
    };

    public Task<IInboxView> OpenAsync(Func<string, IEventLog> openFile, CancellationToken cancel) => OpenAsync<IInboxView>("Inbox",
        (data, name) => new FileInbox(openFile(data.InboxFile), new SqliteEventSearch(data.InboxFile, TimeProvider.System), name), (client, name) => new ServerInbox(client, name), cancel);

    public Task<IQuarantineView> OpenQuarantineAsync(Func<string, IQuarantineLog> openFile, CancellationToken cancel) =>
        OpenAsync<IQuarantineView>("Quarantine", (data, name) => new FileQuarantine(openFile(data.QuarantineFile), name),
            (client, name) => new ServerQuarantine(client, name), cancel);

    public Task<ServerFeed> OpenFeedAsync(CancellationToken cancel) => OpenAsync("Live events",
        (data, _) => throw CommandException.Failed($"No server is running on {data.Path}, so there is nothing to follow.",
            "Start it with `creel serve`, or name another one with --data DIR or --server URL. `creel list` shows what is kept."),
        (client, name) => new ServerFeed(client, name), cancel);

    /// <summary>Only a running server takes events: its one writer decides what is new.</summary>
    public Task<ServerImport> OpenImportAsync(CancellationToken cancel) => OpenAsync("Inbox",
        (data, _) => throw CommandException.Failed($"No server is running on {data.Path}, and importing goes through one.",
            $"Start it (creel serve --data {data.Path}) and import again, or name a server elsewhere with --server URL."),
        (client, name) => new ServerImport(client, name), cancel);

    public Task<ServerConsole> OpenConsoleAsync(CancellationToken cancel) => OpenAsync(
        "Console",
        (data, _) => throw CommandException.Failed($"No server is running on {data.Path}.", "Start it with `creel serve`; or name another one with --data DIR or --server URL."),
        (client, name) => new ServerConsole(client, name, Server is null ? LocalConsole() : client.BaseAddress!), cancel);

    private Uri LocalConsole() => new(ServerState.Read(DataDirectory.OpenExisting(DataDirectory.Find(Data)))?.ConsoleUrl
        ?? throw CommandException.Failed("The console of this server has no address: it is off, and only commands on this machine reach it.",
            "Start the server without `--console off` (or `console: off` in its configuration)."));

    private async Task<T> OpenAsync<T>(
        string what, Func<DataDirectory, string, T> openFiles, Func<HttpClient, string, T> openServer, CancellationToken cancel)
    {
        if (Server is not null)
        {
            var (client, place) = OpenRemote(Server);
            return openServer(client, $"{what} of the server at {place}");
        }
        if (Token is not null || Insecure)
            throw CommandException.Usage("--token and --insecure are about a server elsewhere.", "Name it with --server URL.");
        var data = DataDirectory.OpenExisting(DataDirectory.Find(Data));
        if (await ServerAddress.LocalAsync(data, cancel) is { } local)
            return openServer(local, $"{what} of the running server{Process(data)} in {data.Path}");
        return openFiles(data, $"{what} in {data.Path} (no server is running)");
    }

    private (HttpClient Client, string Place) OpenRemote(string url)
    {
        if (Data is not null) throw CommandException.Usage("--server and --data name two inboxes.", "Give one of them.");
        if (!Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var server)
            || server.Scheme is not ("http" or "https"))
            throw CommandException.Usage($"--server {url} is not a URL.", "It looks like https://creel.example.net:5480.");
        if (server.Scheme == "http" && !server.IsLoopback)
            throw CommandException.Usage($"--server {url} would send the token in the clear.",
                "Use https://, or an SSH tunnel to the server's console.");
        var token = Token ?? (Environment.GetEnvironmentVariable("CREEL_TOKEN") is { Length: > 0 } set ? set : null);
        if (string.IsNullOrWhiteSpace(token))
            throw CommandException.Usage("There is no token for the server.", "Give it with --token-stdin, or in CREEL_TOKEN.");
        if (token.Any(char.IsControl)) throw CommandException.Usage("The token has control characters in it.", "It is one line.");
        return (ServerAddress.Remote(server, token, Insecure), server.GetLeftPart(UriPartial.Authority));
    }

    private static string Process(DataDirectory data)
    {
        try { return ServerState.Read(data) is { } state ? $" (pid {state.ProcessId})" : ""; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return ""; }
    }
}
