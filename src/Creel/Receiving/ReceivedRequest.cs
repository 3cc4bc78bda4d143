using Creel.Inbox;

namespace Creel.Receiving;

/// <summary>One request, read once: what everything after reading works on.</summary>
internal sealed record ReceivedRequest
{
    public required DateTimeOffset At { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string RemoteAddress { get; init; }
    /// <summary>How the connection was protected; null over plain HTTP.</summary>
    public string? Tls { get; init; }

    public required Verdict Verdict { get; init; }
    public string? ContentType { get; init; }

    /// <summary>The body as sent, still encoded.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body without its Content-Encoding: what facts are read from.</summary>
    public required ReadOnlyMemory<byte> DecodedBody { get; init; }
}
