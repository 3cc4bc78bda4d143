using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Creel.Receiving;

/// <summary>Secrets at the end of a path.</summary>
internal static class PathSecrets
{
    /// <summary>Makes a request one to the source's bare path, wherever that is read.</summary>
    public static void Remove(HttpContext context, string path)
    {
        context.Request.Path = path;
        if (context.Features.Get<IHttpRequestFeature>() is { } request) request.RawTarget = request.PathBase + path + request.QueryString;
    }
}
