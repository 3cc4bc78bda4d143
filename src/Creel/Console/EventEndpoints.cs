using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>Events and their bodies.</summary>
internal sealed class EventEndpoints(ConsoleParts parts)
{
    private readonly SearchTurns _turns = new();

    public async Task ListAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "q", "limit", "before");
        var query = parameters.Query(parts.Time.GetLocalNow());
        var (before, limit) = (parameters.Place("before"), parameters.Number("limit", EventPage.DefaultSize, 1, EventPage.MaxSize));
        var page = query.IsEverything
            ? EventPage.Read(parts.Log, before, limit)
            : await _turns.RunAsync(() => EventPage.Search(parts.Search, query, before, limit), context.RequestAborted);
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) page.Write(json);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task ShowAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var e = Find(context);
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) EventJson.WriteFull(json, e);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task BodyAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var e = Find(context);
        BodyDownload.Describe(e, context.Response);
        SlowReaders.Welcome(context);
        await context.Response.BodyWriter.WriteAsync(e.Body, context.RequestAborted);
    }

    private KeptEvent Find(HttpContext context)
    {
        if (!Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id))
            throw new ProblemException(Problem.BadRequest(
                "That is not an event's id. An id looks like 01890a5d-ac96-774b-bcce-b302099a8057."));
        return parts.Log.Find(id)
            ?? throw new ProblemException(Problem.NotFound("There is no event with this id. It may have been too old to be kept longer."));
    }
}
