using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>A place that receives: a path, its credentials, the sender it expects.</summary>
internal sealed record Source
{
    public required string Name { get; init; }

    /// <summary>Begins with a slash and does not end with one.</summary>
    public required string Path { get; init; }

    public required SenderProfile Sender { get; init; }

    /// <summary>Any of them is good: several, while one is replaced by another.</summary>
    public required IReadOnlyList<BasicCredential> Basic { get; init; }

    /// <summary>Bytes a body may have, before and after decompression.</summary>
    public required long BodyLimit { get; init; }

    public int AcknowledgeStatus { get; init; } = 202;

    /// <summary>What an acknowledgement says; UTF-8.</summary>
    public byte[] AcknowledgeBody { get; init; } = "Webhook notification received"u8.ToArray();
}
