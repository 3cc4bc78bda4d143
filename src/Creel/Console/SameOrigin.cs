using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>
/// Whether a request that brings the console's cookie comes from the console's own page. A cookie goes along by itself, and for SameSite
/// another port of this machine is the same site, so the browser's word on who asks is needed too.
/// </summary>
internal static class SameOrigin
{
    /// <summary>Reading: nothing says that another page asks. What is typed or followed from a bookmark is nobody's (<c>none</c>).</summary>
    public static bool MayRead(HttpRequest request) => Site(request) is "" or "same-origin" or "none";

    /// <summary>Changing something: the browser says that the console's page asks.</summary>
    public static bool MayChange(HttpRequest request)
    {
        if (Site(request) is not ("" or "same-origin")) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 ? Site(request) == "same-origin" : IsOwn(origin, request);
    }

    /// <summary>Signing in brings no cookie; all that matters is that no other page does it behind somebody's back.</summary>
    public static bool MaySignIn(HttpRequest request) =>
        Site(request) is "" or "same-origin" && (request.Headers.Origin.Count == 0 || IsOwn(request.Headers.Origin.ToString(), request));

    /// <summary>Whether the browser reached the console over TLS: ours, or a proxy's before us.</summary>
    public static bool IsEncrypted(HttpRequest request) =>
        request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string Site(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString();

    // By Host, not by scheme: a proxy may do TLS before us. Where we do it, nothing but https is our own.
    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && !request.IsHttps))
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
