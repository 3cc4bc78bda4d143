using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using System.Text;
using Creel.Console;
using Creel.Search;
using Creel.Telemetry;
using Creel.Tests.Importing;
using Creel.Tests.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.WebConsole;

/// <summary><c>POST /api/import</c> over a real Kestrel into a real inbox. (What becomes of lines: ImportTests; the whole program: BlackBox.ImportTests.)</summary>
public sealed class ImportEndpointTests : IAsyncLifetime
{
    private readonly ImportingInbox _inbox = new();
    private readonly CreelMetrics _metrics = new("1.2.3");
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    // A client sends when it has a few kilobytes; empty lines are nothing.
    private static readonly string Sent = new('\n', 200_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        ConsoleApi.Map(_app, new ConsoleParts
        {
            Log = _inbox.Store,
            Search = new LogSearch(_inbox.Store, TimeProvider.System, SearchBudget.Default),
            Token = new ApiToken(ConsoleHost.Token),
            Ready = () => true,
            Import = new ConsoleImport { Run = _inbox.Import.RunAsync },
            Metrics = _metrics.OpenPage(),
            Fault = (_, e) => throw e,
        });
        await _app.StartAsync(Cancel);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), DefaultRequestHeaders = { Authorization = new("Bearer", ConsoleHost.Token) } };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _inbox.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Answers_with_what_it_came_to()
    {
        using var answer = await PostAsync(ImportingInbox.Line() + "{}\n");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"read":2,"added":1,"already":0,"rejected":1,"problems":[{"line":2,"problem":"it has no `id`"}]}""", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_disk_that_fails_is_a_503_that_says_how_far_it_came()
    {
        _inbox.FailsAfter = 1;
        using var answer = await PostAsync(string.Concat(Enumerable.Range(0, 3000).Select(_ => ImportingInbox.Line())));
        var detail = await ConsoleGateTests.AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Contains($"The disk is full. Until then {_inbox.Store.LastSeq()} events were added", detail);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task An_upload_whose_sender_leaves_keeps_what_came()
    {
        using var left = new CancellationTokenSource();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(ImportingInbox.Line() + ImportingInbox.Line() + Sent + "{\"half"), Cancel);
        var sending = _client.PostAsync("/api/import", new StreamContent(pipe.Reader.AsStream()), left.Token);
        await UntilAsync(() => _inbox.Store.LastSeq() == 2);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        using var again = await PostAsync(ImportingInbox.Line());
        using var json = JsonDocument.Parse(await again.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(1, json.RootElement.GetProperty("added").GetInt32());
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "It did not come to that.");
            await Task.Yield();
        }
    }

    private Task<HttpResponseMessage> PostAsync(string lines) => _client.PostAsync("/api/import", new StringContent(lines), Cancel);
}
