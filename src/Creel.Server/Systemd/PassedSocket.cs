using System.Net;

namespace Creel.Server.Systemd;

/// <summary>A listening socket that was opened before this process began and outlives it: nobody is refused while it restarts.</summary>
/// <param name="Descriptor">Its number in this process.</param>
/// <param name="Name">What the one who passed it calls it: for systemd the socket unit.</param>
/// <param name="Address">Where it listens.</param>
internal sealed record PassedSocket(int Descriptor, string Name, IPEndPoint Address)
{
    public override string ToString() => $"{Address} ({Name})";
}

/// <summary>Where a passed socket listens: what Kestrel is told to bind, and bound already.</summary>
internal sealed class PassedEndPoint(PassedSocket socket) : IPEndPoint(socket.Address.Address, socket.Address.Port)
{
    public int Descriptor { get; } = socket.Descriptor;
}
