#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Creel

// Several sources, each with credentials and a sender of its own, and handlers made by the app's services.
//   dotnet run samples/several-sources.cs -- --urls http://127.0.0.1:5080 --data inbox --catalyst made-up --token made-up-too

using Creel;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;

builder.Services.AddScoped<Pager>();
builder.Services
    .AddCreel(options =>
    {
        options.DataDirectory = settings["data"] ?? "inbox";
        options.MaxAge = TimeSpan.FromDays(90);
        options.AddSource("catalyst", "/hooks/catalyst", source =>
        {
            source.Sender = "catalyst-center";
            source.AddBasic("catalyst", settings["catalyst"] ?? "");
        });
        options.AddSource("anything", "/hooks/any", source =>
        {
            source.AddHeader("X-Auth-Token", settings["token"] ?? "");
            source.AcknowledgeStatus = 200;
            source.AcknowledgeBody = "ok";
        });
    })
    .AddHandler<AlarmHandler>("alarms", handler =>
    {
        handler.Sources.Add("catalyst");
        handler.Timeout = TimeSpan.FromSeconds(10);
    })
    .AddHandler<CountHandler>("count", handler => handler.Concurrency = 4);

var app = builder.Build();
app.MapCreelReceivers();
app.Run();

internal sealed class AlarmHandler(Pager pager) : IWebhookHandler
{
    public async Task HandleAsync(WebhookEvent webhook, CancellationToken cancellationToken)
    {
        if (webhook.Facts is { Level: <= 2, IsTest: false, Status: "active" })
            await pager.PageAsync($"{webhook.Facts.Severity}: {webhook.Facts.Title} ({webhook.Facts.Subject})", cancellationToken);
    }
}

internal sealed class CountHandler : IWebhookHandler
{
    public Task HandleAsync(WebhookEvent webhook, CancellationToken cancellationToken) =>
        Console.Out.WriteLineAsync($"counted one of {webhook.Source}".AsMemory(), cancellationToken);
}

/// <summary>Stands for what the app does with an alarm.</summary>
internal sealed class Pager
{
    public Task PageAsync(string text, CancellationToken stop) => Console.Out.WriteLineAsync($"page: {text}".AsMemory(), stop);
}
