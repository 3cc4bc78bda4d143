using System.Net.Sockets;
using System.Text;

namespace Creel.Server.Tests.Systemd;

/// <summary>What systemd is in this: a socket that hears what a service says.</summary>
internal sealed class NoticeListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    /// <param name="address">As in $NOTIFY_SOCKET: a path, or @ and an abstract name.</param>
    public NoticeListener(string address)
    {
        Address = address;
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
    }

    public string Address { get; }

    public bool HasMore => _socket.Available > 0;

    public async Task<string> NextAsync()
    {
        var buffer = new byte[4096];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, limit.Token));
    }

    public void Dispose() => _socket.Dispose();
}
