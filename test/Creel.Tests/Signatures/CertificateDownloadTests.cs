using System.Net;
using Creel.Signatures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Signatures;

/// <summary>Getting a certificate, from a real server on loopback that means no good.</summary>
public sealed class CertificateDownloadTests : IAsyncLifetime
{
    private const int Most = 64 << 10;

    private WebApplication _app = null!;
    private int _elsewhere;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/good.pem", () => "a certificate");
        _app.MapGet("/full.pem", () => Results.Bytes(new byte[Most]));
        _app.MapGet("/big.pem", () => Results.Bytes(new byte[Most + 1]));
        _app.MapGet("/moved.pem", () => Results.Redirect("/elsewhere.pem"));
        _app.MapGet("/elsewhere.pem", () => Interlocked.Increment(ref _elsewhere));
        _app.MapGet("/silent.pem", context => Never(context.RequestAborted));
        _app.MapGet("/endless.pem", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(new byte[1000], context.RequestAborted);
        });
        _app.MapGet("/halting.pem", async context =>
        {
            await context.Response.Body.WriteAsync(new byte[10], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Never(context.RequestAborted);
        });
        await _app.StartAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Gets_what_is_there()
    {
        using var download = new CertificateDownload(CertificateDownload.Patience);
        Assert.Equal("a certificate"u8.ToArray(), await download.GetAsync(At("good"), Cancel));
        Assert.Equal(Most, (await download.GetAsync(At("full"), Cancel)).Length);
    }

    [Theory]
    [InlineData("moved", "302")]
    [InlineData("missing", "404")]
    [InlineData("big", "")]
    [InlineData("endless", "")]
    public async Task Follows_nobody_and_reads_little(string name, string says)
    {
        using var download = new CertificateDownload(CertificateDownload.Patience);
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => download.GetAsync(At(name), Cancel));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Equal(0, _elsewhere);
    }

    [Theory, InlineData("silent"), InlineData("halting")]
    public async Task Does_not_wait_for_long(string name)
    {
        using var download = new CertificateDownload(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<TaskCanceledException>(() => download.GetAsync(At(name), Cancel));
    }

    private Uri At(string name) => new($"{_app.Urls.First()}/{name}.pem");

    private static async Task Never(CancellationToken until)
    {
        var never = new TaskCompletionSource();
        await using (until.Register(() => never.TrySetResult())) await never.Task;
    }
}
