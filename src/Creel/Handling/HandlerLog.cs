using Microsoft.Extensions.Logging;

namespace Creel.Handling;

/// <summary>What is said of handlers in the app's log.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(1, LogLevel.Warning, "Handler {Handler} failed on event {Event}, attempt {Attempt}; it comes again in {Delay}")]
    public static partial void Failed(ILogger log, string handler, Guid @event, int attempt, TimeSpan delay, Exception? e);

    [LoggerMessage(2, LogLevel.Error, "Handler {Handler} failed on event {Event} {Attempt} times: it is parked. CreelHandlers.Retry gives it again")]
    public static partial void Parked(ILogger log, string handler, Guid @event, int attempt, Exception? e);

    [LoggerMessage(3, LogLevel.Error, "Retention deleted {Events} events before handler {Handler} came to them. Keep events longer, or let it handle more at once")]
    public static partial void Missed(ILogger log, string handler, long events);

    [LoggerMessage(4, LogLevel.Error, "Handler {Handler} waits: {Why} It goes on by itself")]
    public static partial void Waits(ILogger log, string handler, string why);

    [LoggerMessage(5, LogLevel.Information, "Handler {Handler} goes on")]
    public static partial void GoesOn(ILogger log, string handler);

    [LoggerMessage(6, LogLevel.Warning, "The inbox ends at {Last}, before what handler {Handler} has handled ({Position}): it is another one. The handler goes on from its end")]
    public static partial void AnotherInbox(ILogger log, string handler, long last, long position);

    [LoggerMessage(7, LogLevel.Error, "Handler {Handler} did not end when it was cancelled; the event it was at comes again after the next start")]
    public static partial void DidNotEnd(ILogger log, string handler);

    [LoggerMessage(8, LogLevel.Warning, "The handler {Handler} was here before and is none any more; what it had not handled stays in the inbox")]
    public static partial void Gone(ILogger log, string handler);

    [LoggerMessage(9, LogLevel.Critical, "A handler's loop ended by a fault of Creel, so the app is stopped. Please report this")]
    public static partial void Died(ILogger log, Exception e);

    [LoggerMessage(10, LogLevel.Error, "Handler {Handler} does not end though its time is over and it was cancelled: it holds up what comes after. Let it heed its cancellation token")]
    public static partial void Overran(ILogger log, string handler);
}
