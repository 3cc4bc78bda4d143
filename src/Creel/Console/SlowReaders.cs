using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Creel.Console;

/// <summary>
/// Lets the caller take an answer as slowly as it likes (<c>creel export | less</c>); Kestrel would cut it off after seconds.
/// Only for callers with a token, and for answers that hold no transaction while they wait.
/// </summary>
internal static class SlowReaders
{
    public static void Welcome(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
