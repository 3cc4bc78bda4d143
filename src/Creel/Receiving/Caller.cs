using System.Net;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Where a request came from, as far as that can be believed.</summary>
/// <param name="Address">Null where there is none, as on a Unix socket.</param>
/// <param name="Text">The address without its port; what is printed and kept.</param>
/// <param name="Doubt">Why a trusted proxy's word was not taken; null nearly always.</param>
internal readonly record struct Caller(IPAddress? Address, string Text, string? Doubt)
{
    /// <summary>A trusted proxy says that the request came to it over TLS.</summary>
    public bool TlsAtProxy { get; private init; }

    public static Caller Of(HttpContext context, IReadOnlyList<IPNetwork> trustedProxies)
    {
        if (context.Connection.RemoteIpAddress is not { } remote) return new(null, "unknown", null);
        var peer = Networks.Plain(remote);
        if (trustedProxies.Count == 0) return new(peer, peer.ToString(), null);
        var headers = context.Request.Headers;
        var (address, doubt) = ForwardedFor.Resolve(peer, headers["X-Forwarded-For"], headers["Forwarded"], trustedProxies);
        return new(address, address.ToString(), doubt)
        {
            TlsAtProxy = Networks.Hold(trustedProxies, peer) && headers["X-Forwarded-Proto"] is [{ } scheme] && scheme.Equals("https", StringComparison.OrdinalIgnoreCase),
        };
    }
}
