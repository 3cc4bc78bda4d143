using Creel.Console;
using Creel.Server.Listeners;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Creel.Server.Hosting;

/// <summary>The Kestrel of console and API, on loopback or over TLS, and on a Unix socket in the data directory.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    // sockaddr_un holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private readonly WebApplication _app;
    private readonly string _socket;

    private ConsoleHost(WebApplication app, string socket) => (_app, _socket) = (app, socket);

    /// <param name="parts">What it shows.</param>
    /// <param name="address">Where, besides the socket; null: nowhere.</param>
    /// <param name="socket">The Unix socket's path.</param>
    /// <param name="stopWithin">How long a stop waits for what is being answered.</param>
    /// <param name="listeners">What stands before an https:// address.</param>
    public static async Task<ConsoleHost> StartAsync(
        ConsoleParts parts, ListenAddress? address, string socket, TimeSpan stopWithin, ListenerSetup? listeners = null)
    {
        var hasSocket = System.Text.Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = 1_000;
            if (hasSocket) ListenOnSocket(options, socket);
            if (address is { IsTls: true }) listeners!.Apply(options, [address]);
            else if (address is not null) ListenOn(options, address);
        });
        if (address is { IsTls: true })
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            ListenerSetup.AddServices(builder.Services);
        }
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = stopWithin);
        var app = builder.Build();
        ConsoleApi.Map(app, parts);
        await Listening.StartAsync(app, "--console");
        if (hasSocket && !OperatingSystem.IsWindows()) File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ConsoleHost(app, socket);
    }

    /// <summary>Where it can be reached over TCP; null when it can't.</summary>
    public string? Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.FirstOrDefault(address => !address.Contains("unix:", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        File.Delete(_socket);
    }

    private static void ListenOnSocket(KestrelServerOptions options, string socket)
    {
        // Only the owner of the inbox comes here, so what lies there was left by a server that was killed.
        File.Delete(socket);
        options.ListenUnixSocket(socket);
    }

    // As localhost a browser tries IPv6 first: nobody else must be able to listen there.
    private static void ListenOn(KestrelServerOptions options, ListenAddress address)
    {
        if (address is { IsLocalhost: true, Port: not 0 }) options.ListenLocalhost(address.Port);
        else address.Bind(options, _ => { });
    }
}
