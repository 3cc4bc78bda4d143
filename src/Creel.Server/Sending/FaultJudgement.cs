using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>Whether a receiver behaved.</summary>
/// <param name="Expected">What should come.</param>
/// <param name="Wrong">What is wrong with what came; null: nothing.</param>
internal sealed record FaultVerdict(string Expected, string? Wrong)
{
    public bool Behaved => Wrong is null;
}

/// <summary>Decides, from a sender's profile and the answers alone, whether a receiver did right by a fault.</summary>
internal static class FaultJudgement
{
    private const string Refusal = "refused: 401 (some receivers say 400 or 403)";

    /// <param name="kind">What was sent.</param>
    /// <param name="hasKey">It held an id that its sender documents as the one that it repeats.</param>
    /// <param name="scheme">How it was signed; null: not at all.</param>
    /// <param name="answers">To each request, in order.</param>
    public static FaultVerdict Of(FaultKind kind, bool hasKey, SignatureScheme? scheme, IReadOnlyList<SendResult> answers) => kind switch
    {
        FaultKind.BadSignature => Refused("", answers[0]),
        FaultKind.Stale => Refused($", since {scheme!.Time!.Place} is outside the window", answers[0]),
        FaultKind.Reserialised when scheme is { SendsSecret: true } => Taken(answers[0]),
        FaultKind.Reserialised => Refused(", since it is not the body that was signed", answers[0]),
        FaultKind.Cut => NotTaken("not acknowledged: any answer but a 2xx, or none", answers[0], "A part of an event was acknowledged as if it were whole."),
        FaultKind.Slow => NotTaken("ended by the receiver, without a 2xx, within the time limit", answers[0], "A body was acknowledged that had not come."),
        _ => Again(kind, hasKey, scheme, answers),
    };

    private static FaultVerdict Refused(string why, SendResult answer) => new($"{Refusal}{why}", answer switch
    {
        { Status: 400 or 401 or 403 } => null,
        { Succeeded: true } => "It was acknowledged: anybody could send this.",
        { Fault: { } fault } => $"No answer: {fault.Kind}.",
        _ => $"{answer.Status} is no refusal; a sender would take it for a fault and try again, or for a wrong address.",
    });

    private static FaultVerdict Taken(SendResult answer) => new("acknowledged: this sender's secret does not cover the body",
        answer.Succeeded ? null : "It was not acknowledged.");

    private static FaultVerdict NotTaken(string expected, SendResult answer, string taken) => new(expected, answer switch
    {
        { Succeeded: true } => taken,
        { Fault.Kind: "timed out" } => "It was still waiting at the time limit: so slow a sender holds its connection for as long as it likes.",
        _ => null,
    });

    // What a sender sends again is one event where it documents the key that says so, and otherwise two: merging on a guess would lose one.
    private static FaultVerdict Again(FaultKind kind, bool merged, SignatureScheme? scheme, IReadOnlyList<SendResult> answers)
    {
        var inside = kind == FaultKind.Replayed && scheme?.Time is not null ? " (a replay inside the window of time is not told from a retry)" : "";
        var expected = $"both acknowledged{inside}, as {(merged ? "one event: the same Creel-Event-Id" : "two events, since no key is documented that the sender repeats: two Creel-Event-Ids")}";
        if (answers.FirstOrDefault(answer => !answer.Succeeded) is { } failed)
            return new(expected, failed.Fault is { } fault ? $"No answer: {fault.Kind}." : $"{failed.Status} is no acknowledgement: a sender would go on trying, or give the event up.");
        if (answers is not [{ EventId: { } first }, { EventId: { } second }]) return new($"{expected}. No id was given, so the answers alone count", null);
        if (merged && first != second) return new(expected, "They are two events: every retry would be one more.");
        return new(expected, !merged && first == second ? "They became one event, on a guess: of two alarms that look the same, one would be lost." : null);
    }
}
