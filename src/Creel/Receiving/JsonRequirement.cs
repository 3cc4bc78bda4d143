using Creel.Inbox;
using Creel.Senders;

namespace Creel.Receiving;

/// <summary>What <c>requireJson</c> asks of a body: to be JSON, whatever its Content-Type says, and however deep.</summary>
internal static class JsonRequirement
{
    /// <summary>Where the body stops being JSON, in a sentence; null when it is JSON.</summary>
    public static string? Problem(ReadOnlySpan<byte> body)
    {
        var (reading, problem) = BodySyntax.Explain(BodySyntax.WithoutByteOrderMark(body));
        return reading == BodyReading.Malformed ? problem : null;
    }
}
