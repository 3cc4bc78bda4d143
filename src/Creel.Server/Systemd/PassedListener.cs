using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Creel.Server.Systemd;

/// <summary>Accepts at a passed socket. It ends by taking no more connections, and leaves the socket, with those that wait in it, to the next process.</summary>
internal sealed class PassedListener(PassedEndPoint endPoint, LastRequests last) : IConnectionListener
{
    private readonly Socket _socket = PassedSockets.Open(endPoint.Descriptor);
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(last.Accepting);

    public EndPoint EndPoint => endPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_stopping.Token);
                accepted.NoDelay = true;
                last.Entered();
                return _connections.Create(accepted);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (SocketException)
            {
                // It was gone again before it was accepted, or the process has no descriptor left: it waits in the socket.
                await last.PauseAsync();
            }
        }
        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default) => await _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
        _connections.Dispose();
    }
}

/// <summary>Gives Kestrel a <see cref="PassedListener"/> for each <see cref="PassedEndPoint"/>, and leaves other addresses to it.</summary>
internal sealed class PassedListenerFactory(LastRequests last) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is PassedEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new PassedListener((PassedEndPoint)endpoint, last));
}
