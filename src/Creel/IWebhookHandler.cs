namespace Creel;

/// <summary>Handles kept events. Made anew for each event, in a scope of its own, unless the app registered it otherwise.</summary>
public interface IWebhookHandler
{
    /// <summary>
    /// Handles one event. It was kept, and its sender has its answer. An event comes at least once: when this throws or takes
    /// longer than <see cref="HandlerOptions.Timeout"/> it comes again later, and after a crash events may come again that were
    /// handled already, so whatever is done should do no harm twice (<see cref="WebhookEvent.Id"/> stays the same).
    /// </summary>
    /// <param name="webhook">The event.</param>
    /// <param name="cancellationToken">Cancelled when the time is over, or when the app has to end and can't wait any longer. Who ignores it holds up its own line.</param>
    Task HandleAsync(WebhookEvent webhook, CancellationToken cancellationToken);
}
