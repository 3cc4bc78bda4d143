using System.Net;
using System.Net.Sockets;

namespace Creel.Server.Listeners;

/// <summary>
/// What counts as one sender where something is limited per address: an IPv4 address, or an IPv6 network of 64 bits. Whoever has
/// one address of such a network has all of them, and could come from another one each time.
/// </summary>
internal static class Neighbourhood
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
    public static string Of(string address) =>
        address.Contains(':') && IPAddress.TryParse(address, out var parsed) ? $"{Of(parsed)}/64" : address;
}
