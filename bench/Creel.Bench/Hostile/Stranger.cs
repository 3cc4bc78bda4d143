using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Creel.Bench.Load;

namespace Creel.Bench.Hostile;

/// <summary>A client without the right credentials, on a kept connection from one of several addresses of loopback.</summary>
internal sealed class Stranger(int port, int number)
{
    // A receiver bounds how many connections one address may hold.
    private const int PerAddress = 400;

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic dXNlcm5hbWU6d3Jvbmc=\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

    private SslStream? _stream;

    public long Refused { get; private set; }

    public async Task ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + number / PerAddress}"), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await _stream.AuthenticateAsClientAsync(LoopbackTls.Options());
    }

    public async Task KnockAsync(double perSecond, CancellationToken stop)
    {
        using var pace = perSecond > 0 ? new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond), TimeProvider.System) : null;
        var answer = new byte[4096];
        try
        {
            while (pace is null ? !stop.IsCancellationRequested : await pace.WaitForNextTickAsync(stop))
            {
                await _stream!.WriteAsync(Request, stop);
                var read = await _stream.ReadAsync(answer, stop);
                if (ResponseParser.Parse(answer.AsSpan(0, read)) is not { State: ResponseState.Complete, Status: 401 or 429 })
                    throw new BenchException($"A stranger was answered: {Encoding.ASCII.GetString(answer, 0, Math.Min(read, 40))}");
                Refused++;
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
