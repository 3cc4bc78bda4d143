using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary><c>GET /api/live</c>: events as they are kept, for as long as the caller listens.</summary>
internal sealed class LiveEndpoint(EventFeed feed, TimeProvider time, CancellationToken stopping)
{
    public async Task LiveAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "q", "after");
        var query = parameters.Query(time.GetLocalNow());
        var after = Place(context.Request, parameters);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        // A proxy that gathers answers would show nothing for minutes.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method)) return;

        using var listener = Open(after, query.Matches);
        SlowReaders.Welcome(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var sender = new LiveSender(listener, response.BodyWriter, time);
        try
        {
            await sender.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // The end of the answer tells the caller to come back. One who does not take what it was sent can't be told, nor waited for.
            if (sender.IsSending) context.Abort();
        }
    }

    // A browser that comes back asks by the address it was given at first, and says in the header how far it has come since.
    private static long? Place(HttpRequest request, Parameters parameters)
    {
        if (request.Headers["Last-Event-ID"].ToString() is not { Length: > 0 } last) return parameters.Place("after");
        if (Cursor.TryRead(last, out var seq)) return seq;
        throw new ProblemException(Problem.BadRequest("`Last-Event-ID` is not a cursor. Send the `id` of an earlier answer, as it is, or leave it out."));
    }

    private FeedListener Open(long? after, Func<KeptEvent, bool> matches)
    {
        try
        {
            return feed.Open(after, matches) ?? throw new ProblemException(new(StatusCodes.Status503ServiceUnavailable, "Too many listeners",
                $"{feed.Listening} callers follow the events already, and more are not served. Close some, or read /api/events from time to time."));
        }
        catch (StoreUnavailableException e)
        {
            throw new ProblemException(new(StatusCodes.Status503ServiceUnavailable, "Not available",
                $"{e.Message.TrimEnd('.')}. Try again; see what the server prints."));
        }
    }
}
