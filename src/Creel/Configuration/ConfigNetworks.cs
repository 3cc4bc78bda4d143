using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Creel.Configuration;

/// <summary>Networks and single addresses.</summary>
internal static class ConfigNetworks
{
    public static Parsed<IPNetwork> Parse(string text, string shown)
    {
        var slash = text.IndexOf('/');
        var written = slash < 0 ? text : text[..slash];
        // IPAddress.Parse takes "10" and "0x7f.1" for addresses; nobody who writes these means one.
        if (!IPAddress.TryParse(written, out var address) || written.Contains('%') || written.Contains('[')
            || (!written.Contains(':') && written.Count(c => c == '.') != 3))
        {
            return new Complaint($"is {shown}, which is neither an address nor a network.", "Write it like 192.0.2.5, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32.");
        }
        if (address.IsIPv4MappedToIPv6) return new Complaint($"is {shown}, an IPv4 address in IPv6 clothes.", $"Write {address.MapToIPv4()}{(slash < 0 ? "" : "/LENGTH")}.");
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
            return new Complaint($"is {shown}, and a prefix length is a number from 0 to {bits}.", $"Write it like {address}/{bits}.");
        var network = Base(address, length);
        return network.Equals(address)
            ? new IPNetwork(address, length)
            : new Complaint($"is {shown}, an address within a network.", $"Write the network itself, {network}/{length}, or the address alone, {address}.");
    }

    private static IPAddress Base(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }
        return new IPAddress(bytes);
    }
}
