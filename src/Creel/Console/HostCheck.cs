using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>
/// Accepts requests that mean this console. A page on the web can make its own name resolve to 127.0.0.1 (DNS rebinding) and
/// have the browser talk to the console as if it were the page's own server; such requests carry the page's name as Host. An
/// address as Host can't come about that way, nor can anything through the Unix socket.
/// </summary>
internal sealed class HostCheck(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(names.Append("localhost"), StringComparer.OrdinalIgnoreCase);

    public bool Accepts(HttpContext context) => IsUnixSocket(context) || Accepts(context.Request.Host.Host);

    public bool Accepts(string host) => host.Length > 0 && (_names.Contains(host.TrimEnd('.')) || IPAddress.TryParse(host, out _));

    private static bool IsUnixSocket(HttpContext context) =>
        context.Features.Get<IConnectionEndPointFeature>()?.LocalEndPoint is UnixDomainSocketEndPoint;
}
