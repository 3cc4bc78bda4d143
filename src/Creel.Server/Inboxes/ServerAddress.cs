using System.Net.Http.Headers;
using System.Net.Sockets;
using Creel.Server.Local;

namespace Creel.Server.Inboxes;

/// <summary>Makes clients for servers: the one of a data directory, through its socket, or one elsewhere.</summary>
internal static class ServerAddress
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A client for the server that runs on a data directory; null when none answers.</summary>
    public static async Task<HttpClient?> LocalAsync(DataDirectory data, CancellationToken cancel)
    {
        if (!Fits(data.SocketFile, out var socket) || LocalSecrets.Read(data) is not { } secrets) return null;
        var client = Client(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, token) => ConnectAsync(socket, token) },
            new Uri("http://localhost/"), secrets.ApiToken);
        if (await AnswersAsync(client, cancel)) return client;
        client.Dispose();
        return null;
    }

    public static HttpClient Remote(Uri server, string token, bool insecure)
    {
        // A redirect would carry the token to wherever it points.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        if (insecure) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        return Client(handler, server, token);
    }

    private static HttpClient Client(SocketsHttpHandler handler, Uri server, string token)
    {
        var client = new HttpClient(handler) { BaseAddress = server, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    // Paths of Unix sockets are short: about a hundred bytes. A server in a deeper directory has none.
    private static bool Fits(string path, out UnixDomainSocketEndPoint socket)
    {
        socket = null!;
        try { socket = new UnixDomainSocketEndPoint(path); }
        catch (ArgumentOutOfRangeException) { return false; }
        return true;
    }

    private static async ValueTask<Stream> ConnectAsync(UnixDomainSocketEndPoint to, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(to, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswersWithin);
        try
        {
            // Whatever it answers: a server whose writer is stuck is there, too.
            using var answer = await client.GetAsync("health/live", limit.Token);
            return true;
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
}
