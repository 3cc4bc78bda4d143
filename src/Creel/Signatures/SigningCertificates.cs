using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Signatures;

/// <summary>Gets the bytes at a URL that was checked.</summary>
internal delegate Task<byte[]> CertificateSource(Uri url, CancellationToken cancel);

/// <summary>Whether a key is there now.</summary>
/// <param name="Problem">Why it is not, for the log; null: it is there.</param>
internal readonly record struct KeyFetch(string? Problem)
{
    public bool IsThere => Problem is null;
}

/// <summary>
/// The certificates that SNS signs with, fetched when the first message names one and kept for a day. Bounded: so many certificates,
/// so many failures (each for a minute), so many fetches at a time, one for a URL.
/// </summary>
internal sealed class SigningCertificates
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);
    public static readonly TimeSpan BadFor = TimeSpan.FromMinutes(1);

    // One a region and year is what there is.
    private const int MostKept = 64;
    private const int MostFailed = 256;
    private const int MostAtOnce = 8;

    private readonly CertificateSource _source;
    private readonly X509Certificate2Collection? _roots;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Problem, DateTimeOffset Until)> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<KeyFetch>> _running = new(StringComparer.Ordinal);

    private sealed record Kept(RsaKey Key, DateTimeOffset Until);

    /// <summary>From Amazon, trusted as this machine trusts.</summary>
    public static SigningCertificates Shared => field ??= new(new CertificateDownload(CertificateDownload.Patience).GetAsync, roots: null, TimeProvider.System);

    /// <param name="source">Fetches, within a time of its own.</param>
    /// <param name="roots">Who is trusted; null: whom this machine trusts.</param>
    /// <param name="time">The clock.</param>
    public SigningCertificates(CertificateSource source, X509Certificate2Collection? roots, TimeProvider time)
    {
        (_source, _roots, _time) = (source, roots, time);
        Find = url => _kept.TryGetValue(url, out var kept) && _time.GetUtcNow() < kept.Until ? kept.Key : null;
    }

    /// <summary>The key of a URL that is there already; what <see cref="SignedRequest.FetchedKeys"/> wants.</summary>
    public Func<string, RsaKey?> Find { get; }

    /// <summary>Sees to it that the key of a URL is there. That it is not is our fault, or Amazon's, and never the sender's.</summary>
    /// <param name="url">The place of a <see cref="SignatureFault.KeyNeeded"/>.</param>
    /// <param name="cancel">Ends waiting; the fetch goes on for the next who asks.</param>
    public Task<KeyFetch> FetchAsync(string url, CancellationToken cancel)
    {
        if (Find(url) is not null) return Task.FromResult(new KeyFetch(null));
        var names = SnsCertificateUrl.CertificateNames(url);
        if (names.Count == 0) return Failed("It is no address of a certificate of SNS.");
        lock (_gate)
        {
            if (_failed.TryGetValue(url, out var failed) && _time.GetUtcNow() < failed.Until) return Failed(failed.Problem);
            if (!_running.TryGetValue(url, out var running))
            {
                if (_running.Count >= MostAtOnce) return Failed("Too many certificates of SNS are being fetched already.");
                // Apart from the request: building the chain may block, and who gives up must not end it for the others.
                running = _running[url] = Task.Run(() => FetchAndKeepAsync(url, names), CancellationToken.None);
            }
            return running.WaitAsync(cancel);
        }
    }

    private async Task<KeyFetch> FetchAndKeepAsync(string url, IReadOnlyList<string> names)
    {
        var problem = await TryKeepAsync(url, names);
        lock (_gate)
        {
            _running.Remove(url);
            _failed.Remove(url);
            if (problem is null) return new KeyFetch(null);
            if (_failed.Count >= MostFailed) _failed.Remove(_failed.MinBy(one => one.Value.Until).Key);
            _failed.Add(url, (problem, _time.GetUtcNow() + BadFor));
            return new KeyFetch(problem);
        }
    }

    private async Task<string?> TryKeepAsync(string url, IReadOnlyList<string> names)
    {
        try
        {
            var pem = await _source(new Uri(url), CancellationToken.None);
            var now = _time.GetUtcNow();
            var certificate = SigningCertificate.Read(pem, names, _roots, now);
            if (certificate.Key is null) return $"The certificate {url} is not taken: {certificate.Problem}.";
            if (_kept.Count >= MostKept) _kept.TryRemove(_kept.MinBy(one => one.Value.Until).Key, out _);
            _kept[url] = new Kept(certificate.Key, certificate.Until < now + GoodFor ? certificate.Until : now + GoodFor);
            return null;
        }
        catch (Exception e)
        {
            return $"The certificate {url} could not be fetched: {e.Message}";
        }
    }

    private static Task<KeyFetch> Failed(string problem) => Task.FromResult(new KeyFetch(problem));
}
