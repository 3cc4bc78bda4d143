using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Creel.Bench.Load;

namespace Creel.Bench.Parties;

/// <summary>Asks once whether a receiver is up: <c>GET /</c> with the credentials answers 200.</summary>
internal static class ReadyProbe
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        $"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: {Credentials.HeaderValue}\r\nConnection: close\r\n\r\n");

    public static async Task<bool> AnswersAsync(int port, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), patience.Token);
            await using var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsClientAsync(LoopbackTls.Options(), patience.Token);
            await stream.WriteAsync(Request, patience.Token);
            var start = new byte[12];
            await stream.ReadExactlyAsync(start, patience.Token);
            return start.AsSpan(9).SequenceEqual("200"u8);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
