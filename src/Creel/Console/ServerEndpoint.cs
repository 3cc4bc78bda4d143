using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary><c>GET /api/server</c>: which Creel this is, and whether it keeps webhooks; if not, why.</summary>
internal sealed class ServerEndpoint(ConsoleParts parts)
{
    private readonly DateTimeOffset _startedAt = parts.Time.GetUtcNow();

    public async Task ShowAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        context.Response.ContentType = "application/json";
        var ready = parts.Ready();
        await using (var json = EventJson.Writer(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("version", parts.Version);
            EventJson.WriteTime(json, "startedAt", _startedAt);
            EventJson.WriteTime(json, "now", parts.Time.GetUtcNow());
            json.WriteBoolean("ready", ready);
            json.WriteString("reason", ready ? null : parts.WhyNotReady() ?? "What the server prints says why.");
            json.WriteEndObject();
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
