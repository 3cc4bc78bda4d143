using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>
/// The cookie of a browser that is signed in: no script can read it, no other site's request brings it, and it ends with the browser.
/// Over TLS its name makes browsers hold us to it (<c>__Host-</c>).
/// </summary>
internal static class SessionCookie
{
    private const string Encrypted = "__Host-creel";
    private const string Plain = "creel-session";

    public static string? Read(HttpRequest request) => request.Cookies[Encrypted] ?? request.Cookies[Plain];

    public static void Write(HttpContext context, string id)
    {
        var encrypted = SameOrigin.IsEncrypted(context.Request);
        context.Response.Cookies.Append(encrypted ? Encrypted : Plain, id, Options(encrypted));
    }

    /// <summary>Has the browser forget it.</summary>
    public static void Remove(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(Encrypted)) context.Response.Cookies.Delete(Encrypted, Options(true));
        if (context.Request.Cookies.ContainsKey(Plain)) context.Response.Cookies.Delete(Plain, Options(false));
    }

    private static CookieOptions Options(bool encrypted) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = encrypted };
}
