using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Creel.Console;

/// <summary>
/// Every endpoint of the console's address, each mapped through the gate, so that none can be reached without passing it. What stands
/// here also stands in docs/openapi.json; a test compares them.
/// </summary>
internal static class ConsoleApi
{
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        var sessions = new Sessions(parts.Time);
        var gate = new ConsoleGate(parts.Token, sessions, new HostCheck(parts.Hosts), parts.Fault);
        var stopping = app.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        var endpoints = new ConsoleRoutes();

        endpoints.Map("/health/live", gate.Open(context => Health.Live(context, parts.Alive)));
        endpoints.Map("/health/ready", gate.Open(context => Health.Ready(context, parts.Ready)));
        endpoints.Map("/metrics", gate.Guard(context => MetricsAsync(context, parts)));

        var events = new EventEndpoints(parts);
        endpoints.Map("/api/events", gate.Guard(events.ListAsync));
        endpoints.Map("/api/events/{id}", gate.Guard(events.ShowAsync));
        endpoints.Map("/api/events/{id}/body", gate.Guard(events.BodyAsync));
        endpoints.Map("/api/export", gate.Guard(new ExportEndpoint(parts, stopping).ExportAsync));
        if (parts.Import is { } import) endpoints.Map("/api/import", gate.GuardChange(new ImportEndpoint(import, stopping).ImportAsync));
        if (parts.Feed is { } feed) endpoints.Map("/api/live", gate.Guard(new LiveEndpoint(feed, parts.Time, stopping).LiveAsync));
        if (parts.Quarantine is { } kept) MapQuarantine(endpoints, gate, new QuarantineEndpoints(kept));
        if (parts.Overview is { } overview) MapOverview(endpoints, gate, new OverviewEndpoints(parts, overview));

        endpoints.Map("/api/openapi.json", gate.Guard(new BuiltIn("openapi.json", "application/json", SecurityHeaders.ForData).ServeAsync));
        MapSignIn(endpoints, gate, new SignInEndpoints(sessions, parts.Say, parts.Time));
        ConsolePage.Map(endpoints, gate);
        endpoints.MapTo(app, gate);
    }

    private static void MapOverview(ConsoleRoutes endpoints, ConsoleGate gate, OverviewEndpoints overview)
    {
        endpoints.Map("/api/sources", gate.Guard(overview.SourcesAsync));
        endpoints.Map("/api/stats", gate.Guard(overview.StatsAsync));
    }

    private static void MapQuarantine(ConsoleRoutes endpoints, ConsoleGate gate, QuarantineEndpoints quarantine)
    {
        endpoints.Map("/api/quarantine", gate.Guard(quarantine.ListAsync));
        endpoints.Map("/api/quarantine/{id}", gate.Guard(quarantine.ShowAsync));
        endpoints.Map("/api/quarantine/{id}/body", gate.Guard(quarantine.BodyAsync));
        endpoints.Map("/api/quarantine/{id}/accept", gate.GuardChange(quarantine.AcceptAsync));
        endpoints.Map("/api/quarantine/{id}/verify", gate.GuardChange(quarantine.VerifyAsync));
    }

    private static void MapSignIn(ConsoleRoutes endpoints, ConsoleGate gate, SignInEndpoints signIn)
    {
        endpoints.Map("/api/sign-in-codes", gate.GuardTokenOnly(signIn.MakeCodeAsync));
        endpoints.Map("/api/sign-in", gate.Entrance(signIn.SignInAsync));
        endpoints.Map("/api/sign-out", gate.GuardChange(signIn.SignOutAsync));
    }

    private static Task MetricsAsync(HttpContext context, ConsoleParts parts)
    {
        Parameters.Read(context.Request);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(parts.Metrics.Write(), context.RequestAborted);
    }
}
