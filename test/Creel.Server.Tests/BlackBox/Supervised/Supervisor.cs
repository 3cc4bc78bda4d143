using System.Diagnostics;
using System.Text;

namespace Creel.Server.Tests.BlackBox.Supervised;

/// <summary>
/// What systemd does for a service, done by a small parent: it opens the listening socket and keeps it while the real program comes and
/// goes, passes it on, and hears what the program says of itself.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly Process _parent;
    private readonly Lock _lock = new();
    private readonly List<string> _said = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _heard;

    private Supervisor(Process parent, string log) => (_parent, Log) = (parent, log);

    /// <summary>What the program prints.</summary>
    public string Log { get; }

    public int Port { get; private set; }
    public Uri Url => new($"https://127.0.0.1:{Port}");

    /// <param name="data">The data directory.</param>
    /// <param name="log">A file for what the program prints.</param>
    /// <param name="environment">For the program, beside what systemd would set.</param>
    /// <param name="options">For <c>serve</c>; <c>{port}</c> stands for the port of the socket.</param>
    public static async Task<Supervisor> StartAsync(string data, string log, IEnumerable<(string, string)> environment, params string[] options)
    {
        var start = new ProcessStartInfo("python3", ["-c", Script, log, .. environment.Select(one => $"{one.Item1}={one.Item2}"), CreelProcess.Binary, "serve", "--data", data, "--console", "http://127.0.0.1:0", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in (string[])["CREEL_DATA", "CREEL_CONFIG", "CREEL_TOKEN"]) start.Environment.Remove(name);
        start.Environment["CREEL_USER"] = $"{CreelProcess.User}:{CreelProcess.Password}";
        var supervisor = new Supervisor(Process.Start(start)!, log);
        _ = Task.Run(supervisor.ListenAsync);
        supervisor.Port = int.Parse((await supervisor.HeardAsync("port "))["port ".Length..]);
        return supervisor;
    }

    /// <summary>Starts the program and waits until it says that it is ready.</summary>
    public async Task ServeAsync()
    {
        await TellAsync("start");
        var heard = await HeardAsync("notice READY=1", "ended ");
        Assert.True(heard.StartsWith("notice", StringComparison.Ordinal), heard + await File.ReadAllTextAsync(Log));
    }

    /// <summary>Sends it a signal.</summary>
    public Task SignalAsync(string name) => TellAsync($"signal {name}");

    /// <summary>Its exit status; for one that was killed the signal's number below zero.</summary>
    public async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        return await EndedAsync();
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public Task BeginAsync() => TellAsync("start");

    public async Task<int> EndedAsync() => int.Parse((await HeardAsync("ended "))["ended ".Length..]);

    /// <summary>What comes next that begins with one of these. What came before it is passed over.</summary>
    public async Task<string> HeardAsync(params string[] beginnings)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                while (_heard < _said.Count)
                {
                    var line = _said[_heard++];
                    if (beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal))) return line;
                }
                more = _more.Task;
            }
            await more.WaitAsync(CreelProcess.Patience, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A client for it; with <paramref name="fresh"/> each request has a connection of its own.</summary>
    public HttpClient Client(Version version, bool fresh = false) => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = fresh ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        BaseAddress = Url,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = CreelProcess.Patience,
        DefaultRequestHeaders = { Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{CreelProcess.User}:{CreelProcess.Password}"))) },
    };

    public async ValueTask DisposeAsync()
    {
        // At the end of its input it ends, and the program with it.
        _parent.StandardInput.Close();
        await _parent.WaitForExitAsync().WaitAsync(CreelProcess.Patience);
        _parent.Dispose();
    }

    private Task TellAsync(string line) => _parent.StandardInput.WriteLineAsync(line);

    private async Task ListenAsync()
    {
        while (await _parent.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _said.Add(line);
                _more.TrySetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private const string Script = """
        import os, signal, socket, sys, threading
        log, command = sys.argv[1], sys.argv[2:]
        environment = {}
        while "=" in command[0]:
            variable, _, value = command.pop(0).partition("=")
            environment[variable] = value
        held = socket.socket()
        held.bind(("127.0.0.1", 0))
        held.listen(4096)
        port = held.getsockname()[1]
        command = [word.replace("{port}", str(port)) for word in command]
        name = "creel-test-%d" % os.getpid()
        notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notices.bind("\0" + name)
        turn = threading.Lock()
        def say(line):
            with turn:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
        def hear():
            while True:
                say("notice " + notices.recv(65536).decode().replace("\n", " "))
        def wait(child):
            say("ended %d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        def begin():
            child = os.fork()
            if child:
                threading.Thread(target=wait, args=(child,), daemon=True).start()
                return child
            os.dup2(held.fileno(), 3) if held.fileno() != 3 else os.set_inheritable(3, True)
            out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.environ.update(environment, LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="creel.socket", NOTIFY_SOCKET="@" + name)
            os.execv(command[0], command)
        say("port %d" % port)
        threading.Thread(target=hear, daemon=True).start()
        child = 0
        for line in sys.stdin:
            word = line.split()
            if word[0] == "start":
                child = begin()
            else:
                os.kill(child, getattr(signal, word[1]))
        try:
            os.kill(child, signal.SIGKILL) if child else None
        except ProcessLookupError:
            pass
        """;
}
