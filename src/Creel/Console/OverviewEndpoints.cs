using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary><c>GET /api/sources</c> and <c>GET /api/stats</c>: cheap however much is kept.</summary>
internal sealed class OverviewEndpoints(ConsoleParts parts, ConsoleOverview overview)
{
    public Task SourcesAsync(HttpContext context) => AnswerAsync(context, json => SourcesJson.Write(json, overview));

    public Task StatsAsync(HttpContext context)
    {
        var seen = StatsJson.Read(parts);
        return AnswerAsync(context, json => StatsJson.Write(json, overview, seen));
    }

    private static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        Parameters.Read(context.Request);
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter)) write(json);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
