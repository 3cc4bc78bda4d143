using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Creel.Bench.Listening;

/// <summary>Follows the events on a raw socket. It shares the cores with what is measured, so it only counts.</summary>
internal sealed class LiveListener(int port, string token, string query) : IDisposable
{
    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    public long Bytes { get; private set; }
    public long Events { get; private set; }

    /// <summary>How often it was told that it lost some.</summary>
    public long Skips { get; private set; }

    /// <summary>Connects and waits until it listens.</summary>
    public void Begin(byte[] buffer)
    {
        Socket.Connect(IPAddress.Loopback, port);
        Socket.Send(Encoding.ASCII.GetBytes(
            $"GET /api/live{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n"));
        var said = "";
        while (!said.Contains("event: ready", StringComparison.Ordinal))
        {
            var read = Socket.Receive(buffer);
            said += Encoding.ASCII.GetString(buffer, 0, read);
            if (read == 0 || !said.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new BenchException($"The live feed was refused: {said}");
        }
    }

    /// <summary>Takes what is there. A mark that is cut in two by chance is missed: the counts are close, not exact.</summary>
    public bool Read(byte[] buffer)
    {
        var read = Socket.Receive(buffer);
        var got = buffer.AsSpan(0, read);
        Bytes += read;
        Events += System.MemoryExtensions.Count(got, "\nevent: event"u8);
        Skips += System.MemoryExtensions.Count(got, "\nevent: skipped"u8);
        return read > 0;
    }

    public void Dispose() => Socket.Dispose();
}
