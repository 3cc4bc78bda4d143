using System.Net;
using System.Net.Sockets;

namespace Creel.Inbox;

/// <summary>
/// What counts as one address where strangers are limited: an IPv4 address, or the /64 of an IPv6 one, since whoever has one
/// address of a /64 has all of them and could come from another one each time.
/// </summary>
internal static class AddressGroup
{
    private const int NetworkBytes = 8;

    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The same for an address that was written down; what is none stays as it is.</summary>
    public static string Of(string address)
    {
        if (!address.Contains(':') || !IPAddress.TryParse(address, out var parsed)) return address;
        var group = Of(parsed);
        return group.AddressFamily == AddressFamily.InterNetworkV6 ? $"{group}/64" : group.ToString();
    }
}
