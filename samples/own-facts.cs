#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Creel

// A sender that Creel does not know: a profile says where in its JSON the facts stand, and what it repeats when it sends again.
//   dotnet run samples/own-facts.cs -- --urls http://127.0.0.1:5080 --data inbox --token made-up

using System.Text.Json.Serialization;

const string Profile = """
    {
      "name": "greenhouse",
      "title": "Greenhouse controller",
      "senderKey": { "from": ["message.uuid"], "window": "48h" },
      "facts": {
        "type": ["message.kind"],
        "title": ["message.text"],
        "subject": ["place.house"],
        "correlation": ["message.alarm"],
        "severity": { "from": ["message.urgency"], "levels": { "now": 1, "today": 3, "whenever": 5 } },
        "status": { "from": ["message.state"], "values": { "raised": "active", "cleared": "resolved" } },
        "occurredAt": { "from": ["message.at"], "formats": ["iso", "unix-s"] }
      }
    }
    """;

var builder = WebApplication.CreateBuilder(args);

builder.Services
    .AddCreel(options =>
    {
        options.DataDirectory = builder.Configuration["data"] ?? "inbox";
        options.AddSender(Profile);
    })
    .AddHandler("greenhouse", async (webhook, stop) =>
    {
        var facts = webhook.Facts;
        // What no fact is for is read from the body, here without reflection, so that it works as native code too.
        var reading = webhook.ReadJson(GreenhouseJson.Default.Reading);
        await Console.Out.WriteLineAsync($"{facts.Severity} {facts.Status} {facts.Subject}: {facts.Title} at {reading?.Degrees} degrees".AsMemory(), stop);
    });

var app = builder.Build();
app.MapCreelReceiver("/greenhouse", source =>
{
    source.Sender = "greenhouse";
    source.RequireJson = true;
    source.AddBearer(builder.Configuration["token"] ?? "");
});
app.Run();

internal sealed record Reading(double Degrees);

[JsonSerializable(typeof(Reading))]
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
internal sealed partial class GreenhouseJson : JsonSerializerContext;
