using Microsoft.AspNetCore.Http;

namespace Creel.Console;

/// <summary>What every answer of the console forbids a browser. Only the page may run something, and only its own files.</summary>
internal static class SecurityHeaders
{
    public const string ForData = "default-src 'none'; frame-ancestors 'none'; sandbox";

    // Trusted Types: a browser that knows them refuses to make markup of a text, should the page's code ever try.
    public const string ForPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Set(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = ForData;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), clipboard-read=(), geolocation=(), microphone=(), payment=(), usb=()";
    }
}
