using System.Net;
using System.Net.Sockets;

namespace Creel.Inbox;

/// <summary>
/// What counts as one address where strangers are limited: an IPv4 address, or the /64 of an IPv6 one, since whoever has one
/// address of a /64 has all of them.
/// </summary>
internal static class AddressGroup
{
    public static string Of(string address)
    {
        if (!address.Contains(':') || !IPAddress.TryParse(address, out var parsed)) return address;
        if (parsed.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
