using System.Net;
using System.Net.Sockets;
using Creel.Bench.Machine;

namespace Creel.Bench.Parties;

/// <summary>The directory of one whole run, on the disk that is measured. It is removed at the end.</summary>
internal sealed class WorkPlace : IDisposable
{
    private readonly string _certificate;
    private readonly string _key;
    private int _places;
    private int _lastPort = 21_000 + Environment.ProcessId % 8_000;

    private WorkPlace(string root)
    {
        Root = root;
        _certificate = Path.Combine(root, "cert.pem");
        _key = Path.Combine(root, "key.pem");
    }

    public string Root { get; }

    public static async Task<WorkPlace> CreateAsync(string under, CancellationToken stop)
    {
        var root = Path.Combine(Path.GetFullPath(under), $"run-{Environment.ProcessId}");
        Directory.CreateDirectory(root);
        var place = new WorkPlace(root);
        var said = await OneShot.RunAsync("openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", place._key, "-out", place._certificate],
            TimeSpan.FromSeconds(20), stop);
        if (!File.Exists(place._certificate)) throw new BenchException($"openssl made no certificate: {said}");
        return place;
    }

    /// <summary>A fresh directory with a certificate and a free port.</summary>
    public Place New(string name)
    {
        var directory = Path.Combine(Root, $"{++_places:00}-{name}");
        Directory.CreateDirectory(directory);
        var place = new Place(directory, FreePort(), FreePort());
        File.Copy(_certificate, place.Certificate);
        File.Copy(_key, place.Key);
        return place;
    }

    // Below the range from which clients get theirs: thousands of connections come and go between choosing and listening.
    private int FreePort()
    {
        while (_lastPort < 32_000)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, ++_lastPort);
                listener.Start();
                return _lastPort;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody else's: the next one then.
            }
        }
        throw new BenchException("No free port was found between 21000 and 32000.");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
