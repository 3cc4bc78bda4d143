using System.Net;
using Creel.Server.Listeners;

namespace Creel.Server.Systemd;

/// <summary>Which passed socket is for which URL of <c>listen</c>: the URL says whether TLS is spoken there, the socket is where.</summary>
internal static class SocketMatch
{
    /// <summary>The addresses, each with its sockets; unchanged when none was passed.</summary>
    /// <exception cref="CommandException">A socket or a URL is left over: something would not be received, or be refused at a restart.</exception>
    public static ListenAddress[] Match(ListenAddress[] addresses, IReadOnlyList<PassedSocket> sockets)
    {
        if (sockets.Count == 0) return addresses;
        var listen = string.Join(", ", addresses.Select(address => address.Url));
        foreach (var socket in sockets)
        {
            switch (addresses.Count(address => IsFor(socket, address)))
            {
                case 0: throw Wrong($"A socket that listens at {socket} was passed, and no URL of listen is for it: {listen}.");
                case > 1: throw Wrong($"A socket that listens at {socket} was passed, and more than one URL of listen is for it: {listen}.");
            }
        }
        if (addresses.FirstOrDefault(address => !sockets.Any(socket => IsFor(socket, address))) is { } left)
            throw Wrong($"Sockets were passed, and none of them is for {left}: {string.Join(", ", sockets)}. There, a restart would refuse connections.");
        return [.. addresses.Select(address => address with { Passed = [.. sockets.Where(socket => IsFor(socket, address)).Select(socket => new PassedEndPoint(socket))] })];
    }

    // A URL for all addresses takes what its port has. One for a single address takes that alone: what may be received in plain text
    // from this machine must not come in from the network.
    private static bool IsFor(PassedSocket socket, ListenAddress address) =>
        socket.Address.Port == address.Port && (address.Address is null || Plain(socket.Address.Address).Equals(Plain(address.Address)));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static CommandException Wrong(string what) => CommandException.Usage(what,
        "Make both the same: ListenStream= in the socket unit (systemctl edit creel.socket), and listen in the configuration (or --listen).");
}
