using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Creel.Server.Certificates;

/// <summary>The names under which this machine is reached, as far as it knows them without asking a name server.</summary>
internal static class MachineNames
{
    private const string LinuxIPv6Addresses = "/proc/net/if_inet6";
    private const int TemporaryFlag = 0x01;

    public static string HostName => Dns.GetHostName();

    /// <summary>localhost, the host's name (whole and short) and the address of every interface.</summary>
    public static IReadOnlyList<CertificateName> Read()
    {
        var host = HostName;
        var texts = new[] { "localhost", host, host.Split('.')[0] };
        IEnumerable<IPAddress> always = [IPAddress.Loopback, IPAddress.IPv6Loopback];
        return
        [
            .. texts.Select(CertificateName.TryParse).OfType<CertificateName>()
                .Concat(always.Concat(InterfaceAddresses()).Select(CertificateName.Of))
                .Distinct(),
        ];
    }

    private static IEnumerable<IPAddress> InterfaceAddresses()
    {
        var temporary = TemporaryAddresses();
        return NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => !temporary.Contains(new IPAddress(a.GetAddressBytes())));
    }

    // Privacy addresses (RFC 8981) change every day and are for outgoing connections: no sender is pointed at one,
    // and each would cost a new certificate.
    private static HashSet<IPAddress> TemporaryAddresses()
    {
        if (!OperatingSystem.IsLinux()) return [];
        try
        {
            return ParseTemporary(File.ReadLines(LinuxIPv6Addresses));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // no IPv6 in this kernel, or no /proc
        }
    }

    /// <summary>Lines are: address in hex, interface number, prefix length, scope, flags, interface name.</summary>
    internal static HashSet<IPAddress> ParseTemporary(IEnumerable<string> lines)
    {
        var found = new HashSet<IPAddress>();
        foreach (var line in lines)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 32 } address, _, _, _, var flags, ..]) continue;
            if (!int.TryParse(flags, NumberStyles.HexNumber, null, out var bits) || (bits & TemporaryFlag) == 0) continue;
            found.Add(new IPAddress(Convert.FromHexString(address)));
        }
        return found;
    }
}
