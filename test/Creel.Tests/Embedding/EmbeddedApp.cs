using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Embedding;

/// <summary>An app of somebody else's with the library in it: its own Kestrel at port 0, a folder that may outlive it.</summary>
internal sealed class EmbeddedApp : IAsyncDisposable
{
    private EmbeddedApp(WebApplication app) => App = app;

    public WebApplication App { get; }

    public CreelInbox Inbox => App.Services.GetRequiredService<CreelInbox>();

    public CreelHandlers Handlers => App.Services.GetRequiredService<CreelHandlers>();

    public SaidLog Said => App.Services.GetRequiredService<SaidLog>();

    /// <summary>Not started yet.</summary>
    public static WebApplication Build(string folder, Action<WebApplicationBuilder, CreelBuilder>? add = null, Action<WebApplication>? map = null, Action<CreelOptions>? options = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<SaidLog>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<SaidLog>());
        var creel = builder.Services.AddCreel(given =>
        {
            given.DataDirectory = Path.Combine(folder, "inbox");
            options?.Invoke(given);
        });
        add?.Invoke(builder, creel);
        var app = builder.Build();
        if (map is null) app.MapCreelReceiver("/webhook", source => source.AddBasic("sender", "made-up"));
        else map(app);
        return app;
    }

    public static async Task<EmbeddedApp> StartAsync(
        string folder, Action<WebApplicationBuilder, CreelBuilder>? add = null, Action<WebApplication>? map = null, Action<CreelOptions>? options = null)
    {
        var app = Build(folder, add, map, options);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EmbeddedApp(app);
    }

    public HttpClient Client(string? user = "sender:made-up")
    {
        var address = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };
        if (user is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        return client;
    }

    /// <summary>Sends an event, and gives the id that it was acknowledged with.</summary>
    public async Task<Guid> SendAsync(string body, string path = "/webhook")
    {
        using var client = Client();
        return await SendAsync(client, body, path);
    }

    public static async Task<Guid> SendAsync(HttpClient client, string body, string path = "/webhook")
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return Guid.Parse(answer.Headers.GetValues("Creel-Event-Id").Single());
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
    }
}

/// <summary>What the app's log was told.</summary>
internal sealed class SaidLog : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text)> _said = [];
    private readonly SemaphoreSlim _more = new(0);

    public IReadOnlyList<(LogLevel Level, string Text)> All
    {
        get
        {
            lock (_said) return [.. _said];
        }
    }

    /// <summary>Waits until it was told so: a request's line comes after its answer.</summary>
    public async Task<LogLevel> SaysAsync(string text)
    {
        while (true)
        {
            foreach (var said in All)
            {
                if (said.Text.Contains(text, StringComparison.Ordinal)) return said.Level;
            }
            Assert.True(await _more.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), $"never said: {text}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_said) _said.Add((logLevel, formatter(state, exception)));
        _more.Release();
    }

    public void Dispose()
    {
    }
}
