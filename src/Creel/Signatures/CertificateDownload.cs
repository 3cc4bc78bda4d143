using System.Net;

namespace Creel.Signatures;

/// <summary>
/// Gets a certificate from where it is published: straight from there, without following anybody elsewhere, and neither much nor
/// long. A proxy that the environment names is not used.
/// </summary>
internal sealed class CertificateDownload : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostBytes = 64 << 10;

    private readonly HttpClient _client;

    public CertificateDownload(TimeSpan patience)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = patience,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        };
        _client = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = MostBytes };
    }

    /// <exception cref="HttpRequestException">It is not there, is too long or says to look elsewhere.</exception>
    /// <exception cref="TaskCanceledException">It took too long.</exception>
    public async Task<byte[]> GetAsync(Uri url, CancellationToken cancel)
    {
        // To the end of the body: the time limit is for all of it.
        using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseContentRead, cancel);
        if (response.StatusCode != HttpStatusCode.OK) throw new HttpRequestException($"{url.Host} answered with status {(int)response.StatusCode}.");
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    public void Dispose() => _client.Dispose();
}
