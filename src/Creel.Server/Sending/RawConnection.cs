using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Creel.Server.Sending;

/// <summary>A connection to write anything to.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _socket;

    private RawConnection(TcpClient socket, Stream stream) => (_socket, Stream) = (socket, stream);

    public Stream Stream { get; }

    public static async Task<RawConnection> OpenAsync(Uri url, ServerTrust trust, CancellationToken stop)
    {
        var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(url.IdnHost, url.Port, stop);
            if (url.Scheme != Uri.UriSchemeHttps) return new(socket, socket.GetStream());
            var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, stop);
            return new(socket, tls);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain }) throw new HttpRequestException(HttpRequestError.NameResolutionError, e.Message, e);
            if (e is AuthenticationException or IOException) throw new HttpRequestException(HttpRequestError.SecureConnectionError, e.Message, e);
            throw;
        }
    }

    /// <summary>We send no more, and still listen.</summary>
    public async Task EndAsync()
    {
        if (Stream is SslStream tls) await tls.ShutdownAsync();
        _socket.Client.Shutdown(SocketShutdown.Send);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }
}
