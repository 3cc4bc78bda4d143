using System.Net;
using Creel.Receiving;
using Microsoft.AspNetCore.Connections;

namespace Creel.Server.Listeners;

/// <summary>Keeps everybody but trusted proxies (and this machine) from sending credentials unencrypted over the network.</summary>
internal sealed class ProxiesOnly(Func<IReadOnlyList<IPNetwork>> trusted, ConnectionReports reports)
{
    public Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (remote is not null && (IPAddress.IsLoopback(Networks.Plain(remote)) || Networks.Hold(trusted(), remote))) return next(connection);
        reports.Add(connection.RemoteEndPoint, ConnectionProblem.PlainHttp, "plain HTTP from an address that is no trusted proxy",
            "A sender must use https://; if it is a proxy that does TLS, name it in trustedProxies.");
        connection.Abort(new ConnectionAbortedException("plain HTTP is for trusted proxies"));
        return Task.CompletedTask;
    }
}
