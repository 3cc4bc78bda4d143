using Creel.Importing;
using Creel.Inbox;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace Creel.Console;

/// <summary>
/// <c>POST /api/import?source=&amp;sender=</c>: NDJSON as <c>GET /api/export</c> writes it, of any length. What the answer counts as
/// added is on disk. Problems with single lines are in the answer (200); an import that can't go on is a 503, and may be repeated.
/// </summary>
internal sealed class ImportEndpoint(ConsoleImport import, CancellationToken stopping)
{
    private const string Again = "Import the same lines again: what is there is not added twice.";

    public async Task ImportAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "source", "sender");
        if (context.Request.Headers.ContentEncoding.Count > 0)
            throw new ProblemException(new(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "Send the lines as they are, without a Content-Encoding."));
        LiftLimits(context);
        var tally = await RunAsync(context, parameters.Text("source"), parameters.Text("sender"));
        if (tally.Refused is { } refused) throw new ProblemException(Problem.BadRequest(refused));
        context.Response.ContentType = "application/json";
        await WriteAsync(context.Response, tally);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task<ImportTally> RunAsync(HttpContext context, string? source, string? sender)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            return await import.Run(context.Request.Body, source, sender, stop.Token);
        }
        catch (StoreUnavailableException e)
        {
            throw Unavailable(context, $"{e.Message.TrimEnd('.')}.");
        }
        catch (TimeoutException e)
        {
            throw new ProblemException(new(StatusCodes.Status408RequestTimeout, "Request timeout", e.Message));
        }
        catch (BadHttpRequestException e)
        {
            throw new ProblemException(new(e.StatusCode, "Bad request", $"{e.Message.TrimEnd('.')}. {Again}"));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw Unavailable(context, $"The server is stopping. {Again}");
        }
    }

    private static ProblemException Unavailable(HttpContext context, string detail)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = "5";
        return new(new(StatusCodes.Status503ServiceUnavailable, "Not available", detail));
    }

    // An import has no length that would be too long, and is read no faster than it can be kept; who sends nothing is given up by
    // the one who reads.
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private static async Task WriteAsync(HttpResponse response, ImportTally tally)
    {
        await using var json = EventJson.Writer(response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("read", tally.Read);
        json.WriteNumber("added", tally.Added);
        json.WriteNumber("already", tally.Already);
        json.WriteNumber("rejected", tally.Rejected);
        json.WriteStartArray("problems");
        foreach (var problem in tally.Problems)
        {
            json.WriteStartObject();
            json.WriteNumber("line", problem.Line);
            json.WriteString("problem", problem.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
