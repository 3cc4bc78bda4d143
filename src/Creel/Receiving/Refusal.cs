using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Creel.Receiving;

/// <summary>Every way in which a request is refused. The reason doubles as the metric's label, so these are all there are.</summary>
internal static class Refusal
{
    /// <summary>One body for every reason: a stranger must not learn from the answer how near a guess was.</summary>
    public static Answer Unauthorized(Advice advice, StringValues challenge) => Refuse(401, advice.Reason, "Unauthorized", advice.NextStep) with
    {
        Headers = challenge.Count == 0 ? [] : [new(HeaderNames.WWWAuthenticate, challenge)],
    };

    public static Answer UnknownPath(string? nearest) => Refuse(404, "unknown path", "There is no webhook at this path.",
        nearest is null ? "no source is configured" : $"did you mean {nearest}?");

    public static Answer Method(string allow) => Refuse(405, "method not allowed", $"This path takes {allow}.",
        "set the sender's method to POST (or PUT)") with
    { Headers = [new(HeaderNames.Allow, allow)] };

    // The rest is read away by Kestrel (for 5 s at most): a sender that is cut off while it writes never reads why.
    public static Answer TooLarge(long limit) => Refuse(413, "too large", $"The body is over the limit of {limit} bytes.",
        "the sender's event is larger than this source takes");

    public static Answer TooSlow(TimeSpan deadline) => Refuse(408, "too slow", "The body did not arrive in time.",
        $"the body must arrive within {deadline.TotalSeconds:0} s; look at the network between") with
    { Close = true };

    public static Answer UnknownEncoding(string encoding) => Refuse(415, "unknown encoding",
        "The body's Content-Encoding is not one of gzip, br, deflate, identity.",
        $"the sender encodes its body as '{encoding}'; turn that off there") with
    { Headers = [new(HeaderNames.AcceptEncoding, "gzip, br, deflate, identity")] };

    public static Answer BrokenCompression(string encoding) => Refuse(400, "broken compression",
        $"The body is not the {encoding} that its Content-Encoding says.", "the body was changed or cut on its way, or the header is wrong");

    /// <param name="problem">A sentence with the position.</param>
    public static Answer NotJson(string problem) => Refuse(400, "not JSON", problem,
        $"{problem} The source says requireJson; without it such a body is kept, marked as malformed");

    public static Answer BadFraming(int status, string why) => Refuse(status is 408 or 413 or 431 ? status : 400, "bad framing", why,
        "the request was cut or is not valid HTTP") with
    { Close = true };

    public static Answer NoMemory => Unavailable("memory budget spent", "too many bytes are in flight at once; the sender was told to come back");

    public static Answer NotStored(string reason, string why) => Unavailable(reason, $"{why}; the sender was told to come back");

    /// <summary>The sender's question was proven, and what it asks for could not be done: it asks again.</summary>
    public static Answer NotConfirmed(string why) => Unavailable("subscription not confirmed", why);

    public static Answer NoSigningKey(string problem) => Unavailable("signing key not fetched", $"{problem} The sender was told to come back");

    /// <summary>Our own mistake: the sender must not take it for his, and some come back after a 503 only.</summary>
    public static Answer Fault(Exception e) => Unavailable("internal error",
        $"please report this: {e}".ReplaceLineEndings(" ")) with
    { Close = true };

    /// <summary>The sender left before its body was complete; the answer rarely reaches it.</summary>
    public static Answer CutOff(long received) => Refuse(400, "cut off", "The body ended before it was complete.",
        $"the sender closed the connection after {received} bytes of the body") with
    { Close = true };

    private static Answer Unavailable(string reason, string nextStep) =>
        Refuse(503, reason, "Not stored; please send it again.", nextStep) with { Headers = [new(HeaderNames.RetryAfter, "5")] };

    private static Answer Refuse(int status, string reason, string body, string nextStep) =>
        Answer.Text(status, body + "\n") with { Reason = reason, NextStep = nextStep };
}
