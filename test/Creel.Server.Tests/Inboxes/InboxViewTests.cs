using System.Text;
using Creel.Inbox;
using Creel.Server.Inboxes;

namespace Creel.Server.Tests.Inboxes;

/// <summary>A running server and the files of its directory tell the same.</summary>
public sealed class InboxViewTests : IAsyncLifetime
{
    private readonly KeptInbox _kept = new();
    private Guid _last;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kept.Keep("""{"a": "ä"}""", facts: new Facts { Title = "One", Level = 2 });
        _kept.Keep([0xff, 0, 1], "Content-Type: application/x-thing\n");
        _last = _kept.Keep("three", "X-A: 1\nX-A: 2\n");
        await _kept.ServeAsync();
    }

    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    [Fact]
    public async Task Pages()
    {
        var (server, files) = await BothAsync(async inbox =>
        {
            using var first = await inbox.NewestAsync(null, 2, Cancel);
            using var second = await inbox.NewestAsync(first.Next, 2, Cancel);
            Assert.Null(second.Next);
            return (first.Rows.GetRawText(), second.Rows.GetRawText());
        });
        Assert.Equal(server, files);
        Assert.Contains("\"title\":\"One\"", server.Item2);
    }

    [Fact]
    public async Task Events()
    {
        var (server, files) = await BothAsync(async inbox =>
        {
            using var e = await inbox.FindAsync(_last, Cancel);
            return e!.RootElement.GetRawText();
        });
        Assert.Equal(server, files);
        Assert.Contains("\"headers\":{\"X-A\":[\"1\",\"2\"]}", server);
    }

    [Fact]
    public async Task Bodies()
    {
        var (server, files) = await BothAsync(async inbox =>
        {
            using var body = new MemoryStream();
            Assert.True(await inbox.CopyBodyAsync(_last, body, Cancel));
            return Encoding.UTF8.GetString(body.ToArray());
        });
        Assert.Equal(("three", "three"), (server, files));
    }

    [Fact]
    public async Task Exports()
    {
        var (server, files) = await BothAsync(async inbox =>
        {
            using var export = await inbox.ExportAsync("", null, Cancel);
            using var later = await inbox.ExportAsync("", export.Next, Cancel);
            Assert.Equal("", await new StreamReader(later.Lines).ReadToEndAsync(Cancel));
            Assert.Equal((3, 0), (export.Expected, later.Expected));
            return await new StreamReader(export.Lines).ReadToEndAsync(Cancel);
        });
        Assert.Equal(server, files);
        Assert.Equal(3, server.Count(c => c == '\n'));
    }

    [Fact]
    public async Task What_is_not_there()
    {
        var nobody = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
        var (server, files) = await BothAsync(async inbox =>
            (await inbox.FindAsync(nobody, Cancel) is null, await inbox.CopyBodyAsync(nobody, Stream.Null, Cancel)));
        Assert.Equal((true, false), server);
        Assert.Equal(server, files);
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_wrong_usage()
    {
        var (server, files) = await BothAsync(async inbox =>
        {
            var page = await Assert.ThrowsAsync<CommandException>(() => inbox.NewestAsync("12", 1, Cancel));
            var export = await Assert.ThrowsAsync<CommandException>(() => inbox.ExportAsync("", "&x=1", Cancel));
            return (page.ExitCode, export.ExitCode);
        });
        Assert.Equal((2, 2), server);
        Assert.Equal(server, files);
    }

    private async Task<(T Server, T Files)> BothAsync<T>(Func<IInboxView, Task<T>> ask)
    {
        using var server = await _kept.OpenAsync();
        Assert.IsType<ServerInbox>(server);
        using var files = _kept.OpenFiles();
        return (await ask(server), await ask(files));
    }
}
