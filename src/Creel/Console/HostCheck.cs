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
/// <param name="names">The console's names at the moment; <c>*.example.com</c> stands for one label.</param>
internal sealed class HostCheck(Func<IEnumerable<string>> names)
{
    public bool Accepts(HttpContext context) => IsUnixSocket(context) || Accepts(context.Request.Host.Host);

    public bool Accepts(string host)
    {
        if (host.Length == 0) return false;
        var bare = host.TrimEnd('.');
        return Same(bare, "localhost") || IPAddress.TryParse(host, out _) || names().Any(name => Fits(name, bare));
    }

    private static bool Fits(string name, string host) => name.StartsWith("*.", StringComparison.Ordinal)
        ? host.IndexOf('.') is > 0 and var dot && Same(host[dot..], name[1..])
        : Same(host, name);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnixSocket(HttpContext context) =>
        context.Features.Get<IConnectionEndPointFeature>()?.LocalEndPoint is UnixDomainSocketEndPoint;
}
