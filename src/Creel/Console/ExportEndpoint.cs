using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary><c>GET /api/export</c>: <see cref="EventExport"/> over HTTP.</summary>
internal sealed class ExportEndpoint(ConsoleParts parts, CancellationToken stopping)
{
    private readonly SearchTurns _turns = new();

    public async Task ExportAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "q", "after", "format");
        if (parameters.Text("format") is not (null or "ndjson"))
            throw new ProblemException(Problem.BadRequest(
                "`format` must be ndjson. (`creel export --format pretty` makes the other one.)"));
        var query = parameters.Query(parts.Time.GetLocalNow());
        var export = EventExport.Start(parts.Log, parameters.Place("after") ?? 0) with
        {
            Matches = query.IsEverything ? null : (after, last, limit, cancel) => _turns.RunAsync(() => parts.Search.After(query, after, last, limit), cancel),
        };

        var response = context.Response;
        response.ContentType = "application/x-ndjson";
        response.Headers["Creel-First-Seq"] = export.FirstSeq.ToString(CultureInfo.InvariantCulture);
        response.Headers["Creel-Last-Seq"] = export.LastSeq.ToString(CultureInfo.InvariantCulture);
        response.Headers["Creel-Next"] = export.Next;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        SlowReaders.Welcome(context);
        await response.StartAsync(context.RequestAborted);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await export.WriteAsync(response.BodyWriter, stop.Token);
    }
}
