using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Console;

/// <summary>Signing in by a code that <c>creel console</c> shows, and out again.</summary>
internal sealed class SignInEndpoints(Sessions sessions, Action<string> say, TimeProvider time)
{
    private const int LongestBody = 4096;

    private readonly SignInCodes _codes = new(time);
    private readonly AttemptLimit _wrong = new(10, TimeSpan.FromMinutes(1), time);

    /// <summary>Makes a code, for who has the token.</summary>
    public async Task MakeCodeAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        var code = _codes.Make();
        context.Response.ContentType = "application/json";
        await using (var json = EventJson.Writer(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            EventJson.WriteTime(json, "expiresAt", time.GetUtcNow() + SignInCodes.Lifetime);
            json.WriteEndObject();
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task SignInAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        if (!SameOrigin.MaySignIn(context.Request)) throw new ProblemException(ConsoleGate.OtherOrigin);
        var code = await CodeAsync(context);
        if (!_codes.TryUse(code)) throw Wrong(context);
        SessionCookie.Write(context, sessions.Begin());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        say($"signed in to the console from {context.Connection.RemoteIpAddress?.ToString() ?? "this machine"}.");
    }

    public Task SignOutAsync(HttpContext context)
    {
        Parameters.Read(context.Request);
        if (SessionCookie.Read(context.Request) is { } id) sessions.End(id);
        SessionCookie.Remove(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private ProblemException Wrong(HttpContext context)
    {
        if (_wrong.Failed() is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new(new(StatusCodes.Status429TooManyRequests, "Too many attempts", "Too many wrong codes. Wait a minute; `creel console` makes a new link."));
        }
        return new(new(StatusCodes.Status401Unauthorized, "Unauthorized",
            "This link was used already, is older than ten minutes, or the server was started again since. `creel console` makes a new one."));
    }

    private static async Task<string> CodeAsync(HttpContext context)
    {
        // A form of another site can't claim to be JSON.
        if (!context.Request.HasJsonContentType())
            throw new ProblemException(new(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "Send JSON: Content-Type: application/json."));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LongestBody;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (body.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String)
                return code.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below.
        }
        catch (BadHttpRequestException e)
        {
            throw new ProblemException(new(e.StatusCode, "Bad request", "The body must be small: {\"code\": \"…\"}."));
        }
        throw new ProblemException(Problem.BadRequest("The body must be {\"code\": \"…\"}, with the code of the link that `creel console` shows."));
    }
}
