using System.Net;
using Creel.Inbox;
using Creel.Receiving;
using Microsoft.AspNetCore.Connections;

namespace Creel.Server.Listeners;

/// <summary>Bounds how many connections one address (of IPv6: one /64 network) may hold, before any TLS is done for them.</summary>
internal sealed class ConnectionCap(ListenerLimits limits, ConnectionReports reports)
{
    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly Lock _gate = new();

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint remote)
        {
            await next(connection);
            return;
        }
        var most = Networks.Hold(limits.TrustedProxies(), remote.Address) ? limits.ConnectionsPerProxy : limits.ConnectionsPerAddress;
        var address = AddressGroup.Of(remote.Address);
        if (!TryEnter(address, most))
        {
            reports.Add(connection.RemoteEndPoint, ConnectionProblem.TooManyConnections, $"{most} connections are open already",
                "The sender should use its connections again, or close them.");
            connection.Abort(new ConnectionAbortedException("too many connections from this address"));
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(address);
        }
    }

    private bool TryEnter(IPAddress address, int most)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(address);
            if (open >= most) return false;
            _open[address] = open + 1;
            return true;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_gate)
        {
            var open = _open[address] - 1;
            if (open == 0) _open.Remove(address);
            else _open[address] = open;
        }
    }
}
