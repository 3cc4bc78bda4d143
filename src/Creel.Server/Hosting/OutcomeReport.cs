using Creel.Receiving;
using Creel.Server.Listeners;
using Creel.Server.Printing;
using Creel.Telemetry;

namespace Creel.Server.Hosting;

/// <summary>Where everything that happens at the receiving addresses is counted and printed. Never waits.</summary>
internal sealed class OutcomeReport(RequestPrinter printer, CreelMetrics metrics, SourceActivity activity, SenderWatch senders)
{
    public void Request(RequestOutcome outcome)
    {
        metrics.Received(outcome.BodyBytes);
        Count(outcome, activity.Of(outcome.Source));
        if (outcome.EventId is not null) metrics.Acknowledged(outcome.Took);
        else if (outcome.Status is < 200 or >= 300) metrics.Refused(outcome.Reason ?? "other");
        printer.Print(outcome);
        senders.Note(outcome);
    }

    /// <summary>A connection that never became a request.</summary>
    public void Connection(ConnectionReport report)
    {
        metrics.Refused(report.Kind switch
        {
            ConnectionProblem.TooManyConnections => "too many connections",
            ConnectionProblem.PlainHttp => "plain http",
            ConnectionProblem.HandshakeFailed => "handshake failed",
            _ => "bad request",
        });
        activity.Elsewhere.CountRefusal(report.At, report.Reason);
        ConsoleConnection(report);
    }

    /// <summary>One to the console: printed, and not counted among what senders send.</summary>
    public void ConsoleConnection(ConnectionReport report) => printer.Print(new RequestOutcome
    {
        At = report.At,
        RemoteAddress = report.RemoteAddress,
        Method = "-",
        Path = "-",
        Status = report.Status ?? 0,
        Reason = report.Reason,
        NextStep = report.NextStep,
    });

    private static void Count(RequestOutcome outcome, SourceCounts counts)
    {
        if (outcome.EventId is not null) counts.CountEvent(outcome.At, outcome.Repeat);
        else if (outcome.Status is < 200 or >= 300) counts.CountRefusal(outcome.At, outcome.Reason ?? "other");
        else counts.CountProbe();
    }
}
