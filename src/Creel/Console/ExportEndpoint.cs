using System.Globalization;
using Creel.Inbox;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary><c>GET /api/export</c>: <see cref="EventExport"/> over HTTP.</summary>
internal sealed class ExportEndpoint(IEventLog log, CancellationToken stopping)
{
    public async Task ExportAsync(HttpContext context)
    {
        var parameters = Parameters.Read(context.Request, "after", "format");
        if (parameters.Text("format") is not (null or "ndjson"))
            throw new ProblemException(Problem.BadRequest(
                "`format` must be ndjson. (`creel export --format pretty` makes the other one.)"));
        var export = EventExport.Start(log, parameters.Place("after") ?? 0);

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
