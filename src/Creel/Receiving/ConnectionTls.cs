using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>How the connection is protected.</summary>
internal static class ConnectionTls
{
    private static readonly ConcurrentDictionary<(SslProtocols, TlsCipherSuite?), string> TlsNames = new();

    /// <summary>For example <c>TLS 1.3 TLS_AES_256_GCM_SHA384</c>; null over plain HTTP.</summary>
    public static string? Of(HttpContext context)
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
