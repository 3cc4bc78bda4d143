using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Creel.Server.Systemd;

/// <summary>The sockets that systemd (or who speaks its protocol, sd_listen_fds) passed to this process.</summary>
internal static class PassedSockets
{
    private const int FirstDescriptor = 3;
    private const int AtMost = 64;
    private const int SolSocket = 1;
    private const int AcceptsConnections = 30;

    /// <summary>Those of this process; none when it was started without.</summary>
    /// <exception cref="CommandException">What was passed is not what can be received at.</exception>
    public static IReadOnlyList<PassedSocket> Take() => OperatingSystem.IsLinux()
        ? [.. Descriptors(Environment.GetEnvironmentVariable, Environment.ProcessId).Select(one => Look(one.Descriptor, one.Name))]
        : [];

    /// <summary>What the variables say: numbers and names.</summary>
    internal static IReadOnlyList<(int Descriptor, string Name)> Descriptors(Func<string, string?> variable, int processId)
    {
        // Inherited from a parent that they were meant for: not ours.
        if (variable("LISTEN_PID") != processId.ToString(CultureInfo.InvariantCulture)) return [];
        if (!int.TryParse(variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > AtMost)
            throw CommandException.Failed($"LISTEN_FDS is not a number from 0 to {AtMost}, so the sockets passed to this process are not known.", Remedy);
        var names = variable("LISTEN_FDNAMES")?.Split(':') ?? [];
        return [.. Enumerable.Range(0, count).Select(i => (FirstDescriptor + i, names.ElementAtOrDefault(i) is { Length: > 0 } name ? name : "unnamed"))];
    }

    private static PassedSocket Look(int descriptor, string name)
    {
        try
        {
            using var socket = Open(descriptor);
            Span<byte> accepts = stackalloc byte[sizeof(int)];
            socket.GetRawSocketOption(SolSocket, AcceptsConnections, accepts);
            if (BitConverter.ToInt32(accepts) != 0 && socket.LocalEndPoint is IPEndPoint address) return new(descriptor, name, address);
        }
        catch (SocketException)
        {
            // No socket at all, or none of a kind that is known: refused below.
        }
        throw CommandException.Failed($"Descriptor {descriptor} ({name}), passed to this process to receive at, is no TCP socket that listens.", Remedy);
    }

    /// <summary>
    /// The socket, never closed by us. Closing one that others hold too, .NET may shut it down for all of them: it gives up waiting calls
    /// by disconnecting, and then asks for a close by reset, which every connection accepted later would take over.
    /// </summary>
    public static Socket Open(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: false));

    private const string Remedy = "In the socket unit, give ListenStream= a port or an address with a port, and leave Accept=no.";
}
