using System.Threading.Channels;
using Creel.Configuration;
using Creel.Server.Certificates;
using Creel.Server.Listeners;
using Creel.Server.Tests.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Creel.Server.Tests.Listeners;

/// <summary>A real Kestrel behind our listeners, which answers the protocol of each request.</summary>
internal sealed class ListeningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryTls _tls;
    private readonly Channel<ConnectionReport> _reports;

    private ListeningServer(WebApplication app, TemporaryTls tls, ServerTls served, Channel<ConnectionReport> reports) =>
        (_app, _tls, Tls, _reports) = (app, tls, served, reports);

    public ServerTls Tls { get; }

    public ServerCertificate Certificate => Tls.Certificate;

    public CertificateStore Store => new(_tls.Tls, TimeProvider.System);

    public string CaFile => _tls.At("ca.pem");

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal)).Port;

    public static async Task<ListeningServer> StartAsync(string url = "https://127.0.0.1:0", ListenerLimits? limits = null, TlsSettings? settings = null, bool forConsole = false)
    {
        var tls = new TemporaryTls();
        var served = new ServerTls(new CertificateStore(tls.Tls, TimeProvider.System),
            (settings ?? new()) with { Names = ["localhost", "127.0.0.1", "::1"] }, _ => { }, TimeProvider.System);
        var reports = Channel.CreateBounded<ConnectionReport>(100);
        var setup = new ListenerSetup(served.Certificate, r => Assert.True(reports.Writer.TryWrite(r)), limits ?? new(), TimeProvider.System) { ForConsole = forConsole };

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ListenerSetup.AddServices(builder.Services);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
            setup.Apply(options, [ListenAddress.Parse(url, (limits ?? new()).TrustedProxies())]);
        });
        var app = builder.Build();
        app.Run(context =>
        {
            if (context.Connection.ClientCertificate is { } client) context.Response.Headers["Client"] = client.Subject;
            return context.Response.WriteAsync(context.Request.Protocol);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ListeningServer(app, tls, served, reports);
    }

    /// <summary>The next report; the test's time limit ends the wait for one that never comes.</summary>
    public async Task<ConnectionReport> ReportAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return await _reports.Reader.ReadAsync(limit.Token);
    }

    public bool HasReports => _reports.Reader.TryPeek(out _);

    public Task<(int Exit, string Text)> ConnectAsync(params string[] arguments) =>
        OpenSsl.RunAsync(["s_client", "-connect", $"127.0.0.1:{Port}", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _tls.Dispose();
    }
}
