using Creel.Console;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Creel.Server.Hosting;

/// <summary>The Kestrel of console and API, on loopback and on a Unix socket in the data directory.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    // sockaddr_un holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private readonly WebApplication _app;
    private readonly string _socket;

    private ConsoleHost(WebApplication app, string socket) => (_app, _socket) = (app, socket);

    public static async Task<ConsoleHost> StartAsync(ConsoleParts parts, Uri? address, string socket, TimeSpan stopWithin)
    {
        var hasSocket = System.Text.Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = 1_000;
            if (hasSocket) ListenOnSocket(options, socket);
            if (address is not null) ListenOn(options, address);
        });
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

    private static void ListenOn(KestrelServerOptions options, Uri address)
    {
        if (address.Host == "localhost") options.ListenLocalhost(address.Port);
        else options.Listen(System.Net.IPAddress.Parse(address.Host), address.Port);
    }
}
