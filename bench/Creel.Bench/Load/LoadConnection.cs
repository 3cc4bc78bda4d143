using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Creel.Bench.Load;

/// <summary>
/// One sender: a request, its whole answer, the next request. One long async method with its buffers around it,
/// so that nothing is allocated per request; a server that closes after each answer gets a new connection each time.
/// </summary>
internal sealed class LoadConnection(int port, IRequestTemplate template, LoadTally tally)
{
    private readonly byte[] _request = template.NewRequest();
    private readonly byte[] _received = new byte[16 * 1024];
    private readonly SslClientAuthenticationOptions _tls = LoopbackTls.Options();
    private Socket? _socket;
    private bool _connectedBefore;

    public async Task RunAsync()
    {
        while (!tally.Stopping)
        {
            try
            {
                if (!await SendOnOneConnectionAsync()) return;
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException)
            {
                tally.Failed(e);
            }
        }
    }

    /// <summary>Ends a request that waits for its answer too long.</summary>
    public void Abort() => _socket?.Dispose();

    /// <summary>False when the run is over, true when the server closed and another connection is wanted.</summary>
    private async Task<bool> SendOnOneConnectionAsync()
    {
        var started = Stopwatch.GetTimestamp();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var socket = _socket;
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(_tls);
        tally.Connected($"{stream.SslProtocol} {stream.NegotiatedCipherSuite}", _connectedBefore);
        if (!_connectedBefore) started = Stopwatch.GetTimestamp();
        _connectedBefore = true;

        while (!tally.Stopping)
        {
            var number = tally.Numbers.Next();
            if (number < 0) return false;
            template.Number(_request, number);
            await stream.WriteAsync(_request);

            ParsedResponse response;
            var received = 0;
            do
            {
                if (received == _received.Length) throw new IOException("The response is longer than any answer to a webhook.");
                var read = await stream.ReadAsync(_received.AsMemory(received));
                received += read;
                response = ResponseParser.Parse(_received.AsSpan(0, received));
                if (read == 0) response = AtEnd(response);
            }
            while (response.State is ResponseState.Incomplete or ResponseState.EndsWithConnection);
            if (response.State == ResponseState.Malformed || response.Length != received)
            {
                throw new IOException("The response is not HTTP.");
            }

            // The end of this request is the start of the next one: one look at the clock for both.
            var ended = Stopwatch.GetTimestamp();
            tally.Answered(number, response.Status, started, ended);
            started = ended;
            if (response.Closes) return true;
        }
        return false;
    }

    private static ParsedResponse AtEnd(ParsedResponse response) => response.State == ResponseState.EndsWithConnection
        ? response with { State = ResponseState.Complete }
        : throw new IOException("The server closed the connection before its answer was complete.");
}
