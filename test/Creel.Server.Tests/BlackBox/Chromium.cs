using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Creel.Server.Tests.BlackBox;

/// <summary>
/// A real browser without a window, spoken to by its DevTools protocol: one page, what it ran, asked for and complained of.
/// It is the machine's own; CREEL_BROWSER names another one.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _listening = Task.CompletedTask;
    private string? _page;
    private int _last;

    private Chromium(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>The browser of this machine; null when there is none.</summary>
    public static string? Binary { get; } = Environment.GetEnvironmentVariable("CREEL_BROWSER") is { Length: > 0 } named ? named
        : (from name in Names
           from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
           select Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>URLs that the page asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What went wrong in it: exceptions, refused content, dialogs that a script opened.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <param name="more">Options of the browser, beside those of every test.</param>
    public static async Task<Chromium> StartAsync(params string[] more)
    {
        var profile = Directory.CreateTempSubdirectory("creel-browser-");
        var start = new ProcessStartInfo(Binary!, ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-default-browser-check", "--password-store=basic",
            "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", .. Environment.UserName == "root" ? (string[])["--no-sandbox"] : [], .. more, "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var browser = new Chromium(Process.Start(start)!, profile);
        try
        {
            await browser.ConnectAsync().WaitAsync(CreelProcess.Patience);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task OpenAsync(Uri url) => SendAsync("Page.navigate", new() { ["url"] = url.AbsoluteUri });

    /// <summary>Waits until an expression is true in the page. (What it speaks of may not be there yet.)</summary>
    public async Task UntilAsync(string expression)
    {
        try
        {
            await EvaluateAsync($"new Promise((done) => {{ const is = () => {{ try {{ return {expression}; }} catch {{ return false; }} }}; const look = () => (is() ? done(true) : setTimeout(look, 20)); look(); }})");
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            throw new InvalidOperationException($"The page never came to {expression}. It shows: {await EvaluateAsync("document.body.innerText")}\n{string.Join('\n', Complaints)}", e);
        }
    }

    /// <summary>The value of an expression in the page, awaited.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } fault ? throw new InvalidOperationException(fault.ToJsonString()) : answer["result"]!["value"];
    }

    /// <summary>A key, as a person presses it.</summary>
    public async Task PressAsync(string key, int code, string text = "")
    {
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyDown", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code, ["text"] = text });
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
    }

    public Task ResizeAsync(int width, int height, bool dark) => Task.WhenAll(
        SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false }),
        SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) }));

    public async Task<byte[]> PictureAsync() => Convert.FromBase64String((await SendAsync("Page.captureScreenshot", new() { ["format"] = "png" }))["data"]!.GetValue<string>());

    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_page is not null) message["sessionId"] = _page;
        await _sending.WaitAsync();
        try { await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, default); }
        finally { _sending.Release(); }
        var whole = await answer.Task.WaitAsync(CreelProcess.Patience);
        return whole["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : whole["result"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _listening;
        _socket.Dispose();
        _process.Dispose();
        try { _profile.Delete(recursive: true); }
        catch (IOException) { /* a part of it that has not ended yet may still write there */ }
    }

    // By itself it takes all its parts along.
    private async Task CloseAsync()
    {
        if (_socket.State != WebSocketState.Open || _process.HasExited) return;
        try
        {
            _page = null;
            await SendAsync("Browser.close");
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or WebSocketException)
        {
            // It is ended otherwise.
        }
    }

    private async Task ConnectAsync()
    {
        const string Says = "DevTools listening on ";
        string? line;
        while ((line = await _process.StandardError.ReadLineAsync()) is not null && !line.StartsWith(Says, StringComparison.Ordinal)) { }
        if (line is null) throw new InvalidOperationException($"{Binary} ended with {_process.ExitCode}.");
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(line[Says.Length..]), default);
        _listening = Task.Run(ListenAsync);
        var target = await SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        _page = (await SendAsync("Target.attachToTarget", new() { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        foreach (var part in (string[])["Page.enable", "Runtime.enable", "Network.enable", "Log.enable"]) await SendAsync(part);
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using var whole = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, default);
                    if (part.MessageType == WebSocketMessageType.Close) return;
                    whole.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Take(JsonNode.Parse(whole.ToArray())!);
            }
        }
        catch (WebSocketException)
        {
            // It was ended.
        }
        finally
        {
            foreach (var waiting in _asked.Values) waiting.TrySetException(new InvalidOperationException("the browser is gone"));
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_asked.TryRemove(id.GetValue<int>(), out var waiting)) waiting.SetResult(message);
            return;
        }
        var told = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Network.requestWillBeSent": Requests.Enqueue(told!["request"]!["url"]!.GetValue<string>()); break;
            case "Runtime.exceptionThrown": Complaints.Enqueue(told!["exceptionDetails"]!.ToJsonString()); break;
            case "Log.entryAdded": Complaints.Enqueue(told!["entry"]!.ToJsonString()); break;
            case "Page.javascriptDialogOpening": Complaints.Enqueue("a dialog: " + told!["message"]); break;
        }
    }
}
