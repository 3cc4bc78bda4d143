using System.Text.RegularExpressions;
using Creel.Configuration;

namespace Creel.Receiving;

/// <summary>
/// Confirms a subscription at AWS SNS, by calling the address that its signed question names. The sender gets 200 only when that
/// has worked, and otherwise a 503 with which it asks again. One at a time: nobody has many subscriptions to confirm at once, and who asks
/// in order to have us call does not get us to call much.
/// </summary>
/// <param name="fetch">Calls an address, once, without following redirects; whether it answered 200.</param>
/// <param name="time">The clock.</param>
internal sealed partial class SubscriptionConfirmation(Func<Uri, CancellationToken, Task<bool>> fetch, TimeProvider time)
{
    // SNS waits 15 s for our answer.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private int _busy;

    public async ValueTask<Answer?> ConfirmAsync(string url, Source source)
    {
        if (Trusted(url) is not { } address)
            return Refusal.Unauthorized(new("untrusted subscription address", "the SubscribeURL is not one of SNS (https://sns.REGION.amazonaws.com/?Action=ConfirmSubscription…), so it is not called"), default);
        if (Interlocked.Exchange(ref _busy, 1) == 1) return Refusal.NotConfirmed("another subscription is being confirmed; the sender was told to come back");
        try
        {
            using var limit = new CancellationTokenSource(Within, time);
            if (await fetch(address, limit.Token)) return HandshakeAnswer.Empty;
            return Refusal.NotConfirmed($"{address.Host} did not confirm it; the sender was told to come back");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return Refusal.NotConfirmed($"{address.Host} could not be asked ({(e is OperationCanceledException ? $"no answer within {Within.TotalSeconds:0} s" : e.Message)}); "
                + $"let this machine reach it over HTTPS, or open the SubscribeURL of source `{source.Name}` yourself. The sender was told to come back");
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>
    /// The address, when it is one at which SNS confirms; null when it could be anybody's. Read as text, letter by letter, before anything takes it
    /// for a URL.
    /// </summary>
    internal static Uri? Trusted(string url) => Form().Match(url) is { Success: true } match && match.Groups["query"].Value.Split('&').Contains("Action=ConfirmSubscription")
        ? new Uri(url)
        : null;

    [GeneratedRegex(@"\Ahttps://sns\.[a-z]{2,4}(?:-[a-z]{2,20}){1,3}-[0-9]{1,2}\.amazonaws\.com(?:\.cn)?(?::443)?/\?(?<query>[A-Za-z0-9._~%:/=&+-]{1,2048})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
