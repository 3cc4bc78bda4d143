using System.Net;
using Creel.Inbox;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>A place that receives: a path, its credentials, the sender it expects.</summary>
internal sealed record Source
{
    /// <summary>Bytes of a body where neither source nor profile says otherwise.</summary>
    public const long DefaultBodyLimit = 10L << 20;

    public required string Name { get; init; }

    /// <summary>Begins with a slash and does not end with one.</summary>
    public required string Path { get; init; }

    public required SenderProfile Sender { get; init; }

    /// <summary>Any of them is good: several, while one is replaced by another.</summary>
    public IReadOnlyList<BasicCredential> Basic { get; init; } = [];

    /// <summary>Bearer tokens (RFC 6750), any of them.</summary>
    public IReadOnlyList<SecretText> Bearer { get; init; } = [];

    /// <summary>Named headers with a secret value, any of them.</summary>
    public IReadOnlyList<HeaderCredential> Headers { get; init; } = [];

    /// <summary>How its sender can sign, adjusted by the source; strongest first.</summary>
    public IReadOnlyList<SignatureScheme> Schemes { get; init; } = [];

    /// <summary>These with the source's secrets; none: nothing is signed. Where there are other credentials as well, both must hold.</summary>
    public SourceSignatures Signatures { get; init; } = SourceSignatures.None;

    /// <summary>The secrets themselves, to find out why one did not fit.</summary>
    public IReadOnlyList<HiddenText> Secrets { get; init; } = [];

    /// <summary>Credentials in what is kept are not masked.</summary>
    public bool KeepSecrets { get; init; }

    /// <summary>There is a credential that the head of a request shows, other than a signature.</summary>
    public bool HasCredentials => Basic.Count + Bearer.Count + Headers.Count + ClientSubjects.Count > 0;

    /// <summary>
    /// Client certificates, any of them, by subject: a distinguished name (<c>CN=controller,O=Example</c>) or a common name or DNS
    /// name alone. The chain to the client CA is checked during the handshake.
    /// </summary>
    public IReadOnlyList<string> ClientSubjects { get; init; } = [];

    /// <summary>Takes events from anybody: said on purpose, since a source without credentials is refused otherwise.</summary>
    public bool Open { get; init; }

    /// <summary>Where senders may call from; empty: from anywhere.</summary>
    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    /// <summary>Refuses a body that is not JSON instead of keeping it marked as malformed.</summary>
    public bool RequireJson { get; init; }

    /// <summary>A file that each body is appended to after its commit, in the format of the Flask receiver.</summary>
    public string? SaveFile { get; init; }

    /// <summary>Replaces the retention of all other sources; null: the same as theirs.</summary>
    public RetentionRule? Retention { get; init; }

    /// <summary>Bytes a body may have, before and after decompression.</summary>
    public required long BodyLimit { get; init; }

    public int AcknowledgeStatus { get; init; } = 202;

    /// <summary>What an acknowledgement says; UTF-8.</summary>
    public byte[] AcknowledgeBody { get; init; } = "Webhook notification received"u8.ToArray();

    public string AcknowledgeType { get; init; } = "text/plain; charset=utf-8";
}
