using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>Whether the process answers, and whether it can keep webhooks. Anyone may ask, so it says no more than that.</summary>
internal static class Health
{
    public static Task Live(HttpContext context) => Say(context, "ok");

    public static Task Ready(HttpContext context, Func<bool> ready)
    {
        if (ready()) return Say(context, "ok");
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Say(context, "not ready");
    }

    private static Task Say(HttpContext context, string word)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(word, context.RequestAborted);
    }
}
