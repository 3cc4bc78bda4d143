using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>
/// The real program, run as a user would: the build beside these tests, or the one that CREEL_BIN names. Each on a data
/// directory of its own, at ports that the system picks.
/// </summary>
internal sealed class CreelProcess : IAsyncDisposable
{
    public const string User = "noc";
    public const string Password = "pass:with:colons-ü";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> _awaited = [];

    private bool _disposed;

    private CreelProcess(Process process, string data) => (_process, Data) = (process, data);

    /// <summary>The binary under test.</summary>
    public static string Binary { get; } = Environment.GetEnvironmentVariable("CREEL_BIN") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Creel.Server.exe" : "Creel.Server");

    public string Data { get; }
    public int Id => _process.Id;
    public Uri Url { get; private set; } = null!;
    public Uri Console { get; private set; } = null!;
    public Uri Webhook => new(Url, "/webhook");

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts a server and waits until it says that it receives.</summary>
    public static Task<CreelProcess> ServeAsync(string data, params string[] options) => ServeAsync(data, [], options);

    public static async Task<CreelProcess> ServeAsync(string data, IEnumerable<KeyValuePair<string, string>> environment, string[] options)
    {
        var arguments = new List<string> { "serve", "--data", data };
        if (!options.Contains("--console")) arguments.AddRange(["--console", "http://127.0.0.1:0"]);
        if (!options.Contains("--listen")) arguments.AddRange(["--listen", "https://127.0.0.1:0"]);
        if (!options.Contains("--user") && !options.Contains("--config")) arguments.AddRange(["--user", $"{User}:{Password}"]);
        var creel = new CreelProcess(Begin([.. arguments, .. options], environment), data);
        var said = Task.WhenAll(creel.Follow(creel._process.StandardOutput), creel.Follow(creel._process.StandardError));
        _ = Task.WhenAll(creel._process.WaitForExitAsync(), said).ContinueWith(
            _ => creel._ready.TrySetException(new InvalidOperationException($"creel ended with {creel._process.ExitCode}:\n{creel.Output}")), TaskScheduler.Default);
        await creel._ready.Task.WaitAsync(Patience);
        creel.ReadState();
        return creel;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Exit, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public static async Task<(int Exit, string Out, string Error)> RunAsync(IEnumerable<KeyValuePair<string, string>> environment, string[] arguments)
    {
        using var process = Begin(arguments, environment);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Waits until the program prints a line with this text.</summary>
    public Task<string> PrintedAsync(string text)
    {
        lock (_output)
        {
            if (_output.ToString().Split('\n').FirstOrDefault(line => line.Contains(text)) is { } line) return Task.FromResult(line);
            var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, seen));
            return seen.Task.WaitAsync(Patience);
        }
    }

    /// <summary>A client as a careful sender would be: it trusts this server's CA and nothing else.</summary>
    public HttpClient Client(Version? version = null, string? user = User, string password = Password)
    {
        var ca = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Data, "tls", "ca.pem"));
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { ca },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = Url,
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Patience,
        };
        if (user is not null) client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return client;
    }

    /// <summary>A connection to write anything to.</summary>
    public async Task<Stream> ConnectAsync(bool tls = true)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(Url.Host, Url.Port);
        if (!tls) return socket.GetStream();
        var stream = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(Url.Host);
        return stream;
    }

    /// <summary>Ends it as a power cut would: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Its exit status, when it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as systemd and Ctrl+C do, and gives its exit status.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static Process Begin(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(Binary, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in (string[])["CREEL_DATA", "CREEL_CONFIG", "CREEL_USER", "CREEL_TOKEN"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private Task Follow(StreamReader reader) => Task.Run(async () =>
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
                foreach (var (text, seen) in _awaited.Where(awaited => line.Contains(awaited.Text)).ToList())
                {
                    seen.TrySetResult(line);
                    _awaited.Remove((text, seen));
                }
            }
            if (line.Contains("is receiving")) _ready.TrySetResult();
        }
    });

    private void ReadState()
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, "server.json")));
        Url = new Uri(state.RootElement.GetProperty("receiveUrls")[0].GetString()!);
        if (state.RootElement.GetProperty("consoleUrl").GetString() is { } console) Console = new Uri(console);
    }
}
