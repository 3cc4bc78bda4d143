using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>Who is at the other end of the connection, and how the connection is protected.</summary>
internal static class SenderAddress
{
    private static readonly ConcurrentDictionary<(SslProtocols, TlsCipherSuite?), string> TlsNames = new();

    /// <summary>The address without its port; an IPv4 address that came through an IPv6 socket is written as IPv4.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    /// <summary>For example <c>TLS 1.3 TLS_AES_256_GCM_SHA384</c>; null over plain HTTP.</summary>
    public static string? Tls(HttpContext context)
    {
        if (context.Features.Get<ITlsHandshakeFeature>() is not { } tls) return null;
        return TlsNames.GetOrAdd((tls.Protocol, tls.NegotiatedCipherSuite), static key =>
        {
            var version = key.Item1 switch
            {
                SslProtocols.Tls12 => "TLS 1.2",
                SslProtocols.Tls13 => "TLS 1.3",
                var other => other.ToString(),
            };
            return key.Item2 is { } suite ? $"{version} {suite}" : version;
        });
    }
}
