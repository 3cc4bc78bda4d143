using Creel.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Console;

/// <summary>The refused requests, and letting one in after all.</summary>
internal sealed class QuarantineEndpoints(ConsoleQuarantine quarantine)
{
    public async Task ListAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "limit", "before", "source", "address", "reason");
        var filter = new QuarantineFilter(parameters.Text("source"), parameters.Text("address"), parameters.Text("reason"));
        var limit = parameters.Number("limit", EventPage.DefaultSize, 1, EventPage.MaxSize);
        var page = Reading(() => QuarantinePage.Read(quarantine.Log, filter, parameters.Place("before"), limit));
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) page.Write(json);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task ShowAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var refused = Find(context);
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) QuarantineJson.WriteFull(json, refused);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task BodyAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var refused = Find(context);
        BodyDownload.Describe(context.Response, refused.Row.Id, refused.Headers, refused.Body.Length, refused.Row.Redacted);
        await context.Response.BodyWriter.WriteAsync(refused.Body, context.RequestAborted);
    }

    public async Task AcceptAsync(HttpContext context)
    {
        var source = Parameters.Read(context.Request, "source").Text("source");
        var id = Id(context);
        var outcome = await AcceptAsync(id, source, context.RequestAborted);
        if (outcome.Problem is { } problem)
            throw new ProblemException(new(StatusCodes.Status409Conflict, "Can't be let in", problem));
        if (outcome.EventId is null) throw Missing();
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) QuarantineJson.WriteAccepted(json, id, outcome);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Changes nothing, and is asked by POST all the same: secrets do not belong in a URL.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var wish = VerifyJson.Read(await BodyAsync(context.Request, context.RequestAborted));
        var refused = Find(context);
        var outcome = quarantine.Verify(refused, wish);
        if (outcome.Problem is { } problem) throw new ProblemException(new(StatusCodes.Status409Conflict, "Can't be tried", problem));
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) VerifyJson.Write(json, refused.Row.Id, outcome);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        const int longest = 64 << 10;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = longest;
        var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, cancel);
        }
        catch (BadHttpRequestException e)
        {
            throw new ProblemException(new(e.StatusCode, "Bad request", "The body must be small: a sender, secrets and a URL."));
        }
        return body.ToArray();
    }

    private async Task<AcceptOutcome> AcceptAsync(Guid id, string? source, CancellationToken cancel)
    {
        try
        {
            return await quarantine.Accept(id, source, cancel);
        }
        catch (StoreUnavailableException e)
        {
            throw Unavailable(e);
        }
    }

    private QuarantinedRequest Find(HttpContext context)
    {
        var id = Id(context);
        return Reading(() => quarantine.Log.Find(id)) ?? throw Missing();
    }

    private static Guid Id(HttpContext context) => Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id)
        ? id
        : throw new ProblemException(Problem.BadRequest(
            "That is not a refused request's id. An id looks like 01890a5d-ac96-774b-bcce-b302099a8057."));

    private static ProblemException Missing() => new(Problem.NotFound(
        "There is no refused request with this id. The quarantine is small on purpose: newer ones may have pushed it out."));

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StoreUnavailableException e)
        {
            throw Unavailable(e);
        }
    }

    private static ProblemException Unavailable(StoreUnavailableException e) => new(new(
        StatusCodes.Status503ServiceUnavailable, "Not available", $"{e.Message.TrimEnd('.')}. Try again; see what the server prints."));
}
