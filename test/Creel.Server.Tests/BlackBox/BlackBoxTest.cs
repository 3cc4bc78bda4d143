using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A test that runs the real program on a data directory of its own.</summary>
public abstract class BlackBoxTest : IAsyncDisposable
{
    private readonly List<CreelProcess> _processes = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-bb-");

    protected string Data => Path.Combine(_directory.FullName, "data");

    protected string At(string name) => Path.Combine(_directory.FullName, name);

    private protected async Task<CreelProcess> ServeAsync(params string[] options)
    {
        var creel = await CreelProcess.ServeAsync(Data, options);
        _processes.Add(creel);
        return creel;
    }

    private protected async Task<CreelProcess> ServeAsync(IEnumerable<KeyValuePair<string, string>> environment, params string[] options)
    {
        var creel = await CreelProcess.ServeAsync(Data, environment, options);
        _processes.Add(creel);
        return creel;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static ByteArrayContent Json(string text) =>
        new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Everything in the inbox, as <c>creel export</c> gives it.</summary>
    protected async Task<List<JsonElement>> ExportAsync()
    {
        var (exit, output, error) = await CreelProcess.RunAsync("export", "--data", Data);
        Assert.True(exit == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
