using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Creel.Tests.Embedding;

/// <summary>A sample of the repository, run as its first line says: <c>dotnet run samples/NAME.cs</c>, at a port and in a folder of its own.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    // One build after the other: all of them build the library, in one place.
    private static readonly SemaphoreSlim Building = new(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _said = new(0);

    private SampleProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public static Task<SampleProcess> StartAsync(string name, string folder, params string[] arguments) =>
        StartFileAsync(Repository.At("samples", name + ".cs"), folder, arguments);

    public static async Task<SampleProcess> StartFileAsync(string file, string folder, params string[] arguments)
    {
        await Building.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var start = new ProcessStartInfo(Dotnet) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["run", "-c", "Release", "--file", file, "--", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "inbox"), .. arguments])
                start.ArgumentList.Add(argument);
            // Nothing of the build may outlive the test.
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            start.Environment["UseSharedCompilation"] = "false";
            start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
            var sample = new SampleProcess(new Process { StartInfo = start });
            try
            {
                var said = await sample.SaysAsync(line => line.Contains("Now listening on:", StringComparison.Ordinal));
                sample.Address = new Uri(Url().Match(said).Value);
                return sample;
            }
            catch
            {
                await sample.DisposeAsync();
                throw;
            }
        }
        finally
        {
            Building.Release();
        }
    }

    public HttpClient Client(string? basic = null)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        if (basic is not null) client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(basic)));
        return client;
    }

    /// <summary>Waits for a line.</summary>
    public async Task<string> SaysAsync(Predicate<string> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var lines = Lines;
            if (lines.FirstOrDefault(line => wanted(line)) is { } found) return found;
            if (_process.HasExited) throw new InvalidOperationException("The sample has ended:\n" + string.Join("\n", lines));
            try
            {
                await _said.WaitAsync(TimeSpan.FromMilliseconds(500), patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The sample did not say what it should have:\n" + string.Join("\n", Lines));
            }
        }
    }

    /// <summary>As a power cut would for a process: no signal that it could hear.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && File.Exists(Path.Combine(root, "dotnet"))
        ? Path.Combine(root, "dotnet")
        : "dotnet";

    private void Hear(object sender, DataReceivedEventArgs heard)
    {
        if (heard.Data is null) return;
        lock (_lines) _lines.Add(heard.Data);
        _said.Release();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
