using System.Diagnostics.Metrics;
using System.Net;
using Creel.Tests.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Embedding;

/// <summary>An app is warned of a sender that may give it up, too: in its log and by its meter.</summary>
public sealed class SenderWarningTests : EmbeddingTest
{
    [Fact]
    public async Task An_app_is_warned_before_a_sender_stops_sending()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder,
            map: app => app.MapCreelReceiver("/webhook", source => source.AddSecret(ShakingSource.Secret).Sender = "dropping"),
            options: options => options.AddSender("""
                {"name":"dropping","title":"Dropping","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-Signature"}],
                 "delivery":{"suspends":{"failures":2,"of":"refused","text":"After 2 it stops."}}}
                """));
        using var client = app.Client(null);
        using var refused = await client.SendAsync(ShakingSource.Signed("{}", "another secret", "/webhook"), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(LogLevel.Warning, await app.Said.SaysAsync("Dropping may soon stop sending: the last request to source `webhook` was answered with an error (401 wrong signature, from 127.0.0.1). After 2 it stops."));
        Assert.Equal(0.5, Measured());

        using var kept = await client.SendAsync(ShakingSource.Signed("{}", path: "/webhook"), Stop);
        await app.Said.SaysAsync("source `webhook` takes again what Dropping sends");
        Assert.Equal(0, Measured());
    }

    // Other tests' apps measure at the same time: theirs have no such sender, and so nothing but 0.
    private static double Measured()
    {
        var most = -1.0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "creel.sender.suspension.ratio") listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => most = Math.Max(most, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return most;
    }
}
