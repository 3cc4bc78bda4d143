using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>
/// A TLS connection to write anything to, from any address of loopback: what a server says of one address is limited, so each
/// trick comes from its own.
/// </summary>
internal sealed partial class RawConnection : IAsyncDisposable
{
    public static readonly string Authorization =
        "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:{CreelProcess.Password}")) + "\r\n";

    /// <summary>The head of a request with the right credentials, without its end.</summary>
    public static readonly string Head = "POST /webhook HTTP/1.1\r\nHost: a\r\n" + Authorization;

    private readonly Socket _socket;
    private readonly SslStream _stream;

    private RawConnection(Socket socket, SslStream stream) => (_socket, _stream) = (socket, stream);

    public Stream Stream => _stream;

    public static async Task<RawConnection> OpenAsync(Uri url, string from = "127.0.0.1", bool http2 = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, url.Port).WaitAsync(CreelProcess.Patience);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(CreelProcess.Patience);
        return new(socket, stream);
    }

    /// <summary>
    /// Sends it and gives every status that is answered until the other side closes. When it did not close after the first answer,
    /// a last request asks it to; its own answer is left out.
    /// </summary>
    public async Task<int[]> AskAsync(string request)
    {
        const string last = "PATCH /webhook HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        const int lastAnswer = 405;
        var answers = "";
        try
        {
            await SendAsync(request);
            var buffer = new byte[4096];
            while (Statuses(answers).All(status => status == 100))
            {
                var read = await _stream.ReadAsync(buffer).AsTask().WaitAsync(CreelProcess.Patience);
                if (read == 0) return Statuses(answers);
                answers += Encoding.Latin1.GetString(buffer, 0, read);
            }
            await SendAsync(last);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It has heard enough. What it said stands in our buffers.
        }
        var statuses = Statuses(answers + await ReadToEndAsync());
        return statuses is [.., lastAnswer] and not [lastAnswer] ? statuses[..^1] : statuses;
    }

    /// <summary>Sends it, says that nothing more will come, and waits for the other side to close.</summary>
    public async Task<int[]> CutAsync(string request)
    {
        try
        {
            await SendAsync(request);
            await _stream.ShutdownAsync();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It has heard enough.
        }
        return Statuses(await ReadToEndAsync());
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    public async Task<string> ReadToEndAsync()
    {
        var answer = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(answer).WaitAsync(CreelProcess.Patience);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A reset ends it as well.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public static int[] Statuses(string answers) => [.. StatusLine().Matches(answers).Select(match => int.Parse(match.Groups[1].Value))];

    public async ValueTask DisposeAsync()
    {
        try { await _stream.DisposeAsync(); }
        catch (IOException) { /* it was cut: nothing is left to say */ }
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3})")]
    private static partial Regex StatusLine();
}
