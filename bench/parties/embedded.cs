#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/Creel
#:property ServerGarbageCollection=false
#:property OptimizationPreference=Speed

// An app with the library in it, for `Creel.Bench handler`: receives, and with --handle also gives each event to a handler, which counts it.

using System.Net;
using System.Security.Cryptography.X509Certificates;

var builder = WebApplication.CreateSlimBuilder(args);
var given = builder.Configuration;
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration();
using var certificate = X509Certificate2.CreateFromPemFile(given["cert"]!, given["key"]!);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(given["port"]!), endpoint => endpoint.UseHttps(certificate)));

var handled = 0L;
var bytes = 0L;
var creel = builder.Services.AddCreel(options => options.DataDirectory = given["data"]);
if (given["handle"] == "true")
{
    creel.AddHandler("count", (webhook, _) =>
    {
        Interlocked.Add(ref bytes, webhook.Content.Length);
        Interlocked.Increment(ref handled);
        return Task.CompletedTask;
    });
}

var app = builder.Build();
app.MapGet("/", () => "up");
app.MapGet("/handled", () => $"{Interlocked.Read(ref handled)}");
app.MapCreelReceiver("/webhook", source =>
{
    source.Sender = "catalyst-center";
    source.AddBasic(given["user"]!, given["password"]!);
});
app.Run();
