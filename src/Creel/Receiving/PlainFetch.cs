using System.Net;

namespace Creel.Receiving;

/// <summary>
/// Calls an address of somebody else's, and wants nothing but its status: no redirect is followed, no body read, no cookie kept, and a proxy that
/// the environment names is not used.
/// </summary>
internal static class PlainFetch
{
    private static readonly Lazy<HttpMessageInvoker> Client = new(() => new HttpMessageInvoker(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    }));

    /// <summary>Whether it answers 200.</summary>
    public static async Task<bool> IsOkAsync(Uri address, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await Client.Value.SendAsync(request, stop);
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
