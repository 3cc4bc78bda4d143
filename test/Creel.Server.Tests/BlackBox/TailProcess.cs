using System.Diagnostics;
using System.Text;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A <c>creel tail</c> whose lines are waited for.</summary>
internal sealed class TailProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly StringBuilder _error = new();
    private readonly List<(Func<TailProcess, bool> Until, TaskCompletionSource Done)> _awaited = [];
    private readonly Task _reading;

    private TailProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(
            Read(process.StandardOutput, line => _lines.Add(line)),
            Read(process.StandardError, line => _error.Append(line).Append('\n')));
    }

    public string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public string Error
    {
        get
        {
            lock (_lines) return _error.ToString();
        }
    }

    public static TailProcess Start(params string[] options) => Start(CreelProcess.Binary, ["tail", .. options]);

    public static TailProcess Start(string program, string[] arguments, string? token = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var name in (string[])["CREEL_DATA", "CREEL_CONFIG", "CREEL_TOKEN"]) start.Environment.Remove(name);
        if (token is not null) start.Environment["CREEL_TOKEN"] = token;
        return new TailProcess(Process.Start(start)!);
    }

    public async Task UntilAsync(Func<TailProcess, bool> until)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (until(this)) return;
            _awaited.Add((until, done));
        }
        try
        {
            await (await Task.WhenAny(done.Task, EndedAsync())).WaitAsync(CreelProcess.Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{_process.Id} wrote {Lines.Length} lines, the last: {Lines.LastOrDefault()}\n{Error}");
        }
        Assert.True(done.Task.IsCompleted || until(this), $"it ended early:\n{Error}");
    }

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString()])) await kill.WaitForExitAsync();
        return await EndedAsync();
    }

    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(CreelProcess.Patience);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Task Read(StreamReader reader, Action<string> take) => Task.Run(async () =>
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                take(line);
                foreach (var (until, done) in _awaited.Where(one => one.Until(this)).ToList())
                {
                    _awaited.Remove((until, done));
                    done.TrySetResult();
                }
            }
        }
    });
}
