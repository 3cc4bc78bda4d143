#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Creel

// Reads what is kept: the newest, one by its id, and a live view. The app's own authorization stands before it where there is one.
//   dotnet run samples/read-inbox.cs -- --urls http://127.0.0.1:5080 --data inbox --password made-up

using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Creel;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddCreel(options => options.DataDirectory = builder.Configuration["data"] ?? "inbox");

var app = builder.Build();
app.MapCreelReceiver("/webhook", source => source.AddBasic("webhook", builder.Configuration["password"] ?? ""));

app.MapGet("/newest", (CreelInbox inbox) =>
    string.Concat(inbox.ReadNewest(20).Select(webhook => $"{webhook.Sequence} {webhook.Id} {webhook.ReceivedAt:u} {webhook.Source}\n")));
app.MapGet("/events/{id:guid}", (Guid id, CreelInbox inbox) => inbox.Find(id) is { } found ? Results.Text(found.ReadText()) : Results.NotFound());
app.MapGet("/live", (long? after, CreelInbox inbox, CancellationToken gone) => TypedResults.ServerSentEvents(LiveAsync(inbox, after ?? inbox.LastSequence, gone)));
app.MapGet("/health", (CreelInbox inbox) => inbox.IsHealthy ? Results.Text("ok") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));

app.Run();

static async IAsyncEnumerable<SseItem<string>> LiveAsync(CreelInbox inbox, long after, [EnumeratorCancellation] CancellationToken gone)
{
    await foreach (var webhook in inbox.FollowAsync(after, gone)) yield return new SseItem<string>($"{webhook.Sequence} {webhook.ReadText()}");
}
