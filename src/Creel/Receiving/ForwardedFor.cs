using System.Net;
using Microsoft.Extensions.Primitives;

namespace Creel.Receiving;

/// <summary>
/// Where a request began that came through proxies. Anybody can write these headers, so they are read from the right, where the
/// proxy next to us wrote, and only as long as the one who wrote is a proxy that is trusted.
/// </summary>
internal static class ForwardedFor
{
    /// <param name="peer">Who is at the other end of the connection.</param>
    /// <param name="list">X-Forwarded-For.</param>
    /// <param name="elements">Forwarded.</param>
    /// <param name="trusted">Proxies whose word is taken.</param>
    /// <returns>The address, and why the headers of a trusted proxy were not believed, where they were not.</returns>
    public static (IPAddress Address, string? Doubt) Resolve(
        IPAddress peer, StringValues list, StringValues elements, IReadOnlyList<IPNetwork> trusted)
    {
        if (!Networks.Hold(trusted, peer)) return (peer, null);
        if (elements.Count == 0) return Walk(peer, Listed(list), trusted, "X-Forwarded-For");
        var fromElements = Walk(peer, InElements(elements), trusted, "Forwarded");
        if (list.Count == 0) return fromElements;
        // A proxy that writes one of them may pass on the other as a stranger sent it: which one can't be known.
        var fromList = Walk(peer, Listed(list), trusted, "X-Forwarded-For");
        return fromList.Equals(fromElements) ? fromList
            : (peer, "X-Forwarded-For and Forwarded disagree, so neither is believed; let the proxy remove the one that it does not write");
    }

    private static (IPAddress Address, string? Doubt) Walk(
        IPAddress peer, IEnumerable<IPAddress?> hops, IReadOnlyList<IPNetwork> trusted, string header)
    {
        var at = peer;
        foreach (var hop in hops)
        {
            if (hop is null) return (peer, $"{header} holds something that is no address, so it is not believed");
            at = hop;
            if (!Networks.Hold(trusted, hop)) break;
        }
        return (at, null);
    }

    private static IEnumerable<IPAddress?> Listed(StringValues lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i] ?? "";
            for (var end = line.Length; end >= 0;)
            {
                var comma = line.AsSpan(0, end).LastIndexOf(',');
                yield return HopAddress.Read(line.AsSpan(comma + 1, end - comma - 1));
                end = comma;
            }
        }
    }

    private static IEnumerable<IPAddress?> InElements(StringValues lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (ForwardedElements.Read(lines[i]) is not { } elements)
            {
                yield return null;
                yield break;
            }
            for (var j = elements.Count - 1; j >= 0; j--) yield return elements[j];
        }
    }
}
