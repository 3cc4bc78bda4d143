using System.Net;
using System.Net.Sockets;

namespace Creel.Server.Hosting;

/// <summary>The URLs by which senders reach the addresses that are bound.</summary>
internal static class ReceiveUrls
{
    /// <param name="bound">What Kestrel says it listens on, such as <c>https://[::]:5443</c>.</param>
    /// <param name="names">The certificate's names: addresses and host names of this machine.</param>
    /// <returns>Base URLs; the one for this machine itself first, then those for others.</returns>
    public static string[] Of(IEnumerable<string> bound, IReadOnlyList<string> names) =>
        [.. bound.Select(address => new Uri(address)).SelectMany(address => Expand(address, names)).Distinct()];

    private static IEnumerable<string> Expand(Uri bound, IReadOnlyList<string> names)
    {
        if (!IPAddress.TryParse(bound.IdnHost, out var address) || !(address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any)))
            return [Url(bound, bound.IdnHost)];
        var fits = address.AddressFamily == AddressFamily.InterNetworkV6
            ? names
            : [.. names.Where(name => !IPAddress.TryParse(name, out var a) || a.AddressFamily == AddressFamily.InterNetwork)];
        return fits.Where(name => !IsOfNoUse(name)).Prepend("localhost").Select(name => Url(bound, name));
    }

    // Loopback is there as localhost; a link-local address needs a zone, which a URL does not carry from machine to machine.
    private static bool IsOfNoUse(string name) =>
        name == "localhost" || name[0] == '*' || (IPAddress.TryParse(name, out var address) && (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal));

    private static string Url(Uri bound, string host) =>
        $"{bound.Scheme}://{(host.Contains(':') && !host.StartsWith('[') ? $"[{host}]" : host)}:{bound.Port}";
}
