using Creel.Receiving;
using Microsoft.Extensions.Logging;

namespace Creel.Embedding;

/// <summary>What is said of receiving in the app's log.</summary>
internal static partial class EmbeddedLog
{
    /// <summary>A line for every request: quiet for what went well, loud for what is our fault.</summary>
    public static void Request(ILogger log, RequestOutcome outcome)
    {
        if (outcome.AddressDoubt is { } doubt) Doubt(log, outcome.RemoteAddress, doubt);
        if (outcome.EventId is { } id) Kept(log, id, outcome.Source, outcome.Status, outcome.Repeat);
        else if (outcome.Status >= 500) NotKept(log, outcome.Source, outcome.RemoteAddress, outcome.Status, outcome.Reason, outcome.NextStep);
        else if (outcome.Status >= 400) Refused(log, outcome.Source, outcome.RemoteAddress, outcome.Status, outcome.Reason, outcome.NextStep);
    }

    [LoggerMessage(101, LogLevel.Debug, "Event {Event} kept for source {Source}, answered {Status}; sent again: {Repeat}")]
    private static partial void Kept(ILogger log, Guid @event, string? source, int status, bool repeat);

    [LoggerMessage(102, LogLevel.Information, "A request to source {Source} from {Address} was refused with {Status}: {Reason}. {NextStep}")]
    private static partial void Refused(ILogger log, string? source, string address, int status, string? reason, string? nextStep);

    [LoggerMessage(103, LogLevel.Error, "An event for source {Source} from {Address} was not kept, answered {Status}: {Reason}. {NextStep}")]
    private static partial void NotKept(ILogger log, string? source, string address, int status, string? reason, string? nextStep);

    [LoggerMessage(104, LogLevel.Warning, "{Address}: {Doubt}")]
    private static partial void Doubt(ILogger log, string address, string doubt);

    [LoggerMessage(105, LogLevel.Error, "Nothing can be kept: {Why} Senders get 503 and should come back. Look at the disk; receiving goes on by itself when it can")]
    public static partial void StoreFailed(ILogger log, string why);

    [LoggerMessage(106, LogLevel.Information, "Events are kept again")]
    public static partial void StoreRecovered(ILogger log);

    [LoggerMessage(107, LogLevel.Warning, "{Said}")]
    public static partial void Says(ILogger log, string said);

    [LoggerMessage(108, LogLevel.Critical, "Creel can't go on, so the app is stopped: a part of it ended by a fault. Please report this")]
    public static partial void Died(ILogger log, Exception e);

    [LoggerMessage(109, LogLevel.Warning, "The source {Source} is declared and not mapped, so nothing is received for it. Call MapCreelReceivers, or MapCreelReceiver with its path")]
    public static partial void NotMapped(ILogger log, string source);

    [LoggerMessage(110, LogLevel.Information, "Receiving for {Sources} into {Folder}")]
    public static partial void Receives(ILogger log, string sources, string folder);
}
