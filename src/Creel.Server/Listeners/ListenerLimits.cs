namespace Creel.Server.Listeners;

internal sealed record ListenerLimits
{
    /// <summary>Open connections per remote address, over all listeners.</summary>
    public int ConnectionsPerAddress { get; init; } = 512;

    /// <summary>For the first byte, and then again for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
