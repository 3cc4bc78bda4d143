#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Creel

// Receives webhooks, and prints each once it is kept and answered.
//   dotnet run samples/minimal.cs -- --urls http://127.0.0.1:5080 --data inbox --password made-up
//   curl -u webhook:made-up -H 'Content-Type: application/json' -d '{"hello":"world"}' http://127.0.0.1:5080/webhook
// With the package instead of this repository: #:package Creel@0.1.0 in place of #:project.

var builder = WebApplication.CreateBuilder(args);

builder.Services
    .AddCreel(options => options.DataDirectory = builder.Configuration["data"] ?? "inbox")
    .AddHandler("print", async (webhook, stop) =>
        await Console.Out.WriteLineAsync($"handled {webhook.Id} of {webhook.Source}: {webhook.ReadText()}".AsMemory(), stop));

var app = builder.Build();

app.MapGet("/", () => "This page is the app's own.");
app.MapCreelReceiver("/webhook", source => source.AddBasic("webhook", builder.Configuration["password"] ?? ""));

app.Run();
