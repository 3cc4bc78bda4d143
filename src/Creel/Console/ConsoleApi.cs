using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Creel.Console;

/// <summary>
/// The JSON API: every endpoint of the console's address, each mapped through the gate, so that none can be reached without
/// passing it.
/// </summary>
internal static class ConsoleApi
{
    public static void Map(IEndpointRouteBuilder endpoints, ConsoleParts parts)
    {
        var gate = new ConsoleGate(parts.Token, new HostCheck(parts.Hosts), parts.Fault);
        var stopping = endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;

        endpoints.Map("/health/live", gate.Open(Health.Live));
        endpoints.Map("/health/ready", gate.Open(context => Health.Ready(context, parts.Ready)));
        endpoints.Map("/metrics", gate.Guard(context => MetricsAsync(context, parts)));

        var events = new EventEndpoints(parts);
        endpoints.Map("/api/events", gate.Guard(events.ListAsync));
        endpoints.Map("/api/events/{id}", gate.Guard(events.ShowAsync));
        endpoints.Map("/api/events/{id}/body", gate.Guard(events.BodyAsync));
        endpoints.Map("/api/export", gate.Guard(new ExportEndpoint(parts, stopping).ExportAsync));
        if (parts.Feed is { } feed) endpoints.Map("/api/live", gate.Guard(new LiveEndpoint(feed, parts.Time, stopping).LiveAsync));
        if (parts.Quarantine is { } kept) MapQuarantine(endpoints, gate, new QuarantineEndpoints(kept));

        endpoints.MapFallback("{**path}", gate.Guard(_ =>
            throw new ProblemException(Problem.NotFound(
                "There is nothing at this path. The API is at /api/events, /api/export, /api/live, /api/quarantine, /metrics, /health."))));
    }

    private static void MapQuarantine(IEndpointRouteBuilder endpoints, ConsoleGate gate, QuarantineEndpoints quarantine)
    {
        endpoints.Map("/api/quarantine", gate.Guard(quarantine.ListAsync));
        endpoints.Map("/api/quarantine/{id}", gate.Guard(quarantine.ShowAsync));
        endpoints.Map("/api/quarantine/{id}/body", gate.Guard(quarantine.BodyAsync));
        endpoints.Map("/api/quarantine/{id}/accept", gate.GuardChange(quarantine.AcceptAsync));
    }

    private static Task MetricsAsync(HttpContext context, ConsoleParts parts)
    {
        Parameters.Read(context.Request);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(parts.Metrics.Write(), context.RequestAborted);
    }
}
