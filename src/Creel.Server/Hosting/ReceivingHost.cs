using Creel.Receiving;
using Creel.Server.Listeners;
using Creel.Server.Systemd;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Creel.Server.Hosting;

/// <summary>
/// The Kestrel that senders reach. It is not the one of the console: Kestrel's limits count for a whole server, so senders
/// that sit on their connections would lock the operator out; and a forged Host header reaches nothing that is not here.
/// </summary>
internal sealed class ReceivingHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly LastRequests? _last;

    private ReceivingHost(WebApplication app, LastRequests? last) => (_app, _last) = (app, last);

    /// <summary>The addresses bound, with their ports.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <param name="endpoint">What is done with a request.</param>
    /// <param name="listen">Says where to listen.</param>
    /// <param name="stopWithin">How long a stop waits for requests under way.</param>
    /// <param name="last">For sockets that were passed to this process; null: it has its own.</param>
    public static async Task<ReceivingHost> StartAsync(
        ReceiveEndpoint endpoint, Action<KestrelServerOptions> listen, TimeSpan stopWithin, LastRequests? last = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null; // each source has its own limit, enforced while reading
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            options.Limits.MaxConcurrentConnections = 10_000;
            // Any byte a sender puts into a header value is kept: a value that is not UTF-8 must not cost an alarm.
            options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            if (last is not null) options.ConfigureEndpointDefaults(each => each.Use(next => connection => last.OnConnectionAsync(connection, next)));
            listen(options);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = stopWithin);
        ListenerSetup.AddServices(builder.Services);
        if (last is not null) builder.Services.AddSingleton<IConnectionListenerFactory>(new PassedListenerFactory(last));
        var app = builder.Build();
        app.Run(last is null ? endpoint.HandleAsync : last.Around(endpoint.HandleAsync));
        await Listening.StartAsync(app, "--listen");
        return new ReceivingHost(app, last);
    }

    /// <summary>Takes no more connections, and waits (bounded) until what was accepted is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_last is not null) await _last.WaitAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
