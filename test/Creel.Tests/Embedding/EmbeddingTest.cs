using System.Threading.Channels;

namespace Creel.Tests.Embedding;

/// <summary>A folder for the app of a test, and waiting for what its handlers are given.</summary>
public abstract class EmbeddingTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creel-embedded-");

    protected string Folder => _folder.FullName;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What a handler was given, one after the other.</summary>
    protected Channel<WebhookEvent> Given { get; } = Channel.CreateUnbounded<WebhookEvent>();

    protected async Task<WebhookEvent> NextAsync() => await Given.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);

    protected async Task<List<WebhookEvent>> NextAsync(int count)
    {
        var events = new List<WebhookEvent>();
        while (events.Count < count) events.Add(await NextAsync());
        return events;
    }

    protected Task TakeAsync(WebhookEvent webhook, CancellationToken stop) => Given.Writer.WriteAsync(webhook, stop).AsTask();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
