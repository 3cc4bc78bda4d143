using Creel.Inbox;
using Creel.Senders;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>What became of a fault.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Plan">What was sent.</param>
/// <param name="Bytes">Of the body.</param>
/// <param name="Answers">To each request; none where the receiver was not reached.</param>
/// <param name="Verdict">Null: it was not reached.</param>
internal sealed record FaultReport(FaultKind Kind, SendPlan Plan, int Bytes, IReadOnlyList<SendResult> Answers, FaultVerdict? Verdict);

/// <summary>Sends what goes wrong in life, and judges what comes back.</summary>
internal sealed class FaultRun(SendPlan plan, TimeProvider time)
{
    // Of these it can't be told whether the receiver got anything.
    private static readonly string[] NotReached = ["name not found", "certificate not trusted", "TLS failed", "connection refused", "unreachable"];

    public async Task<FaultReport> RunAsync(FaultKind kind, CancellationToken stop)
    {
        var requests = FaultRequests.Make(kind, plan, time.GetUtcNow());
        using var client = new SendClient(plan, time);
        var raw = new RawExchange(plan, time);
        var answers = new List<SendResult>();
        foreach (var request in requests)
        {
            answers.Add(kind switch
            {
                FaultKind.Cut => await raw.CutAsync(request, stop),
                FaultKind.Slow => await raw.SlowAsync(request, stop),
                _ => await client.SendAsync(request, stop),
            });
            if (answers[^1].Fault is { } fault && NotReached.Contains(fault.Kind)) return new(kind, plan, requests[0].Body.Length, answers, null);
        }
        return new(kind, plan, requests[0].Body.Length, answers, FaultJudgement.Of(kind, HasSenderKey(requests[0]), plan.Signing?.Scheme, answers));
    }

    // A sender may document a key for some of what it sends.
    private bool HasSenderKey(OutgoingRequest request) => plan.Sender is { } sender
        && FactsReader.Read(sender, request.Body, request.Headers.GetValueOrDefault("Content-Type"), "", HeaderLines.Encode(request.Headers)).SenderKey is not null;
}
