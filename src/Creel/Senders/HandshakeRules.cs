namespace Creel.Senders;

/// <summary>How a sender asks whether this is the right place, before it sends anything.</summary>
internal enum HandshakeKind
{
    /// <summary>OPTIONS with the headers of CloudEvents' abuse protection.</summary>
    Options,

    /// <summary>HEAD wants 200.</summary>
    Head,

    /// <summary>A text in the query comes back as plain text.</summary>
    EchoQuery,

    /// <summary>A text in a header comes back in JSON.</summary>
    EchoHeader,

    /// <summary>A text in the body comes back.</summary>
    EchoBody,

    /// <summary>A text in the body comes back with its HMAC.</summary>
    HmacBody,

    /// <summary>The answer is always the same.</summary>
    Constant,

    /// <summary>An address in the body is called (AWS SNS).</summary>
    SnsConfirm,
}

/// <summary>A question that the head of a request asks: it can't be signed.</summary>
/// <param name="Kind">How.</param>
/// <param name="Name">The parameter or header that the text is in.</param>
/// <param name="As">The JSON name of the answer.</param>
internal sealed record HeadHandshake(HandshakeKind Kind, string Name = "", string As = "");

/// <summary>A question that stands in the body, and is answered to who has proven itself.</summary>
internal sealed record BodyHandshake(HandshakeKind Kind)
{
    /// <summary>Headers and what they must say.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>Places in the body and what they must say.</summary>
    public HandshakePlace[] Places { get; init; } = [];

    /// <summary>The slot of what is to come back, or be called; negative: nothing is.</summary>
    public int Challenge { get; init; } = -1;

    /// <summary>The JSON name of the answer; null: the challenge alone, as text.</summary>
    public string? As { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>The answer that is always the same; UTF-8.</summary>
    public byte[] Answer { get; init; } = [];
}

/// <summary>A place in the body that must say something.</summary>
/// <param name="Slot">Of the sender's <see cref="HandshakeRules.BodyPaths"/>.</param>
/// <param name="Value">UTF-8.</param>
/// <param name="Distinct">No sender escapes anything in it and few events hold it: a body without these bytes is not looked into.</param>
internal readonly record struct HandshakePlace(int Slot, byte[] Value, bool Distinct);

/// <summary>A sender's handshakes, compiled.</summary>
internal sealed class HandshakeRules
{
    public static readonly HandshakeRules None = new();

    public HeadHandshake[] InHead { get; init; } = [];
    public BodyHandshake[] InBody { get; init; } = [];

    /// <summary>All places that those in the body look at; so few that their slots fit on the stack.</summary>
    public PathTree BodyPaths { get; init; } = new();
}
