using System.Net;

namespace Creel.Server.Listeners;

/// <summary>Where unencrypted HTTP may be received: on this machine, or behind proxies that are named.</summary>
internal static class ListenRule
{
    /// <summary>Why an address may not be listened at, and what to do; null when it may.</summary>
    public static (string What, string Remedy)? Problem(ListenAddress address, IReadOnlyList<IPNetwork> trustedProxies)
    {
        if (address.IsTls || IsLoopback(address) || trustedProxies.Count > 0) return null;
        return ($"{address} would receive without TLS from the network: credentials and payloads could be read and changed on the way.",
            $"Use https://{address.Url["http://".Length..].TrimEnd('/')}, or listen at http://127.0.0.1:{address.Port} behind a proxy on this machine that does TLS, "
            + "or name the proxies that do TLS as trustedProxies in the configuration: then only they are let in there.");
    }

    public static bool IsLoopback(ListenAddress address) => address.Address is { } one && IPAddress.IsLoopback(one);
}
