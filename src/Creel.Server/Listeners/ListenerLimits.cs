using System.Net;

namespace Creel.Server.Listeners;

internal sealed record ListenerLimits
{
    /// <summary>Open connections per remote address, over all listeners.</summary>
    public int ConnectionsPerAddress { get; init; } = 512;

    /// <summary>Open connections of a trusted proxy, which come from many senders; below what the server takes in all, so that others get in.</summary>
    public int ConnectionsPerProxy { get; init; } = 8_192;

    /// <summary>The proxies that are trusted now.</summary>
    public Func<IReadOnlyList<IPNetwork>> TrustedProxies { get; init; } = () => [];

    /// <summary>For the first byte, and then again for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
