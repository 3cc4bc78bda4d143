using System.Net;

namespace Creel.Receiving;

/// <summary>Lists of addresses, such as who may call and whose word is taken.</summary>
internal static class Networks
{
    /// <summary>An IPv4 address that came through an IPv6 socket is an IPv4 address: lists and people write it so.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public static bool Hold(IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (address is null) return false;
        var plain = Plain(address);
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Contains(plain)) return true;
        }
        return false;
    }
}
