using System.Net.Sockets;
using System.Text;

namespace Creel.Server.Systemd;

/// <summary>Where systemd listens to what a service says of itself (sd_notify): a datagram to $NOTIFY_SOCKET, a file or an abstract name.</summary>
internal sealed class NotifySocket : IDisposable
{
    // A manager that does not read must not hold up the server.
    private const int PatienceMilliseconds = 1_000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = PatienceMilliseconds };
    private readonly UnixDomainSocketEndPoint _manager;

    private NotifySocket(UnixDomainSocketEndPoint manager) => _manager = manager;

    /// <summary>Null: nobody wants to know.</summary>
    public static NotifySocket? Open(string? address) => address switch
    {
        ['/', ..] => new(new UnixDomainSocketEndPoint(address)),
        ['@', .. var name] => new(new UnixDomainSocketEndPoint('\0' + name)),
        _ => null,
    };

    /// <summary>False when it did not arrive.</summary>
    public bool TrySend(string state)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _manager);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
