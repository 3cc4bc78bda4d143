using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>Whether the process answers, and whether it can keep webhooks. Anyone may ask, so it says no more than that.</summary>
internal static class Health
{
    public static Task Live(HttpContext context, Func<bool> alive) => Say(context, alive(), "stuck");

    public static Task Ready(HttpContext context, Func<bool> ready) => Say(context, ready(), "not ready");

    private static Task Say(HttpContext context, bool good, string otherwise)
    {
        if (!good) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Say(context, good ? "ok" : otherwise);
    }

    private static Task Say(HttpContext context, string word)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(word, context.RequestAborted);
    }
}
