using System.Net;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Creel.Senders;
using Creel.Server.Tests.Vendors;
using Creel.Signatures;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The real program takes what the vendors' own libraries made, and refuses it when it was changed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class VendorSignaturesTests : ConfiguredTest
{
    [Fact]
    public async Task What_a_vendor_s_library_signed_is_verified()
    {
        using var client = await StartAsync();
        var sent = new List<string>();
        foreach (var vendor in Vendor.Names.Select(Vendor.Of))
        {
            var now = TimeProvider.System.GetUtcNow();
            foreach (var request in vendor.Unsigned(new Uri(client.BaseAddress!, $"/hooks/{vendor.Name}"), now))
            {
                var signed = await VendorLibraries.SignedAsync(vendor, request, vendor.Key, now);
                var status = await SendAsync(client, signed);
                Assert.True((int)status is >= 200 and < 300, $"{vendor.Name}: {status}");
                sent.Add(vendor.Name);
            }
        }
        Assert.Equal(sent.Select(name => (name, name, "verified")), from one in await ExportAsync() select (Text(one, "source"), Text(one, "sender"), Text(one, "verdict")));
    }

    [Fact]
    public async Task What_was_changed_on_the_way_is_refused()
    {
        using var client = await StartAsync();
        foreach (var vendor in Vendor.Names.Select(Vendor.Of))
        {
            var now = TimeProvider.System.GetUtcNow();
            var signed = await VendorLibraries.SignedAsync(vendor, vendor.Unsigned(new Uri(client.BaseAddress!, $"/hooks/{vendor.Name}"), now).First(), vendor.Key, now);
            signed.Body = [.. signed.Body, (byte)' '];
            Assert.Equal((vendor.Name, HttpStatusCode.Unauthorized), (vendor.Name, await SendAsync(client, signed)));
        }
        Assert.Empty(await ExportAsync());
    }

    [Fact]
    public async Task What_was_signed_too_long_ago_is_refused_where_the_time_is_signed()
    {
        using var client = await StartAsync();
        foreach (var vendor in Vendor.Names.Select(Vendor.Of))
        {
            if (vendor.Scheme.Time is not { } time) continue;
            var then = TimeProvider.System.GetUtcNow() - time.Tolerance - TimeSpan.FromMinutes(1);
            var request = vendor.Unsigned(new Uri(client.BaseAddress!, $"/hooks/{vendor.Name}"), then).First();
            var signed = await VendorLibraries.SignedAsync(vendor, request, vendor.Key, then, fresh: false);
            Assert.Equal((vendor.Name, HttpStatusCode.Unauthorized), (vendor.Name, await SendAsync(client, signed)));
        }
        Assert.Empty(await ExportAsync());
    }

    [Fact]
    public async Task CloudEvents_of_the_SDK_are_read_in_every_mode()
    {
        using var client = await StartAsync();
        var ids = new List<string>();
        foreach (var mode in (string[])["binary", "structured", "batch"])
        {
            ids.Add($"id-{mode}");
            var emitted = await VendorLibraries.AskAsync(new JsonObject { ["ask"] = "emit", ["mode"] = mode == "batch" ? "structured" : mode, ["event"] = Event(ids[^1]) });
            var request = new OutgoingRequest { Method = "POST", Url = new Uri(client.BaseAddress!, "/hooks/cloudevents"), Body = Encoding.UTF8.GetBytes(emitted["body"]!.GetValue<string>()) };
            foreach (var (name, value) in emitted["headers"]!.AsObject()) request.Headers[name] = value!.GetValue<string>();
            // The SDK reads batches and makes none.
            if (mode == "batch")
            {
                request.Body = [(byte)'[', .. request.Body, (byte)']'];
                request.Headers["content-type"] = "application/cloudevents-batch+json; charset=utf-8";
            }
            Assert.Equal("device.down", (await ReadAsync(request)).AsArray().Single()!["type"]!.GetValue<string>());
            request.Headers["Authorization"] = "Bearer made-up";
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, request));
        }
        var kept = await ExportAsync();
        Assert.Equal(ids.Select(id => $"/sites/1 {id}"), kept.Select(one => Text(one, "senderKey")));
        Assert.All(kept, one => Assert.Equal(("device.down", "sw1.example.com port 3", "2026-01-02T03:04:05.000Z"), (Text(one, "type"), Text(one, "subject"), Text(one, "occurredAt"))));
    }

    [Fact]
    public async Task The_SDK_of_CloudEvents_reads_Creel_s_sample()
    {
        var request = SenderSample.Of(SenderCatalog.Embedded.Find("cloudevents")!)!.Fill(new Uri("https://creel.example.net/"), TimeProvider.System.GetUtcNow());
        Assert.Equal("com.example.device.down", (await ReadAsync(request)).AsArray().Single()!["type"]!.GetValue<string>());
    }

    private static JsonObject Event(string id) => new()
    {
        ["id"] = id,
        ["type"] = "device.down",
        ["source"] = "/sites/1",
        ["subject"] = "sw1.example.com port 3",
        ["time"] = "2026-01-02T03:04:05.000Z",
        ["datacontenttype"] = "application/json",
        ["data"] = new JsonObject { ["device"] = "sw1.example.com" },
    };

    private static Task<JsonNode> ReadAsync(OutgoingRequest request) => VendorLibraries.AskAsync(new JsonObject
    {
        ["ask"] = "read",
        ["headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        ["body"] = Convert.ToBase64String(request.Body),
    });

    /// <summary>A server with a source for each vendor, and who sends to it.</summary>
    private async Task<HttpClient> StartAsync()
    {
        WriteConfig(Sources([
            .. Vendor.Names.Select(Vendor.Of).Select(vendor => $"  {vendor.Name}: {{ path: /hooks/{vendor.Name}, sender: {vendor.Name}, secrets: [\"{vendor.Key.Checks}\"] }}\n"),
            "  cloudevents: { path: /hooks/cloudevents, sender: cloudevents, bearer: [made-up] }\n"]));
        return (await ServeConfiguredAsync()).Client(user: null);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, OutgoingRequest signed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(signed.Method), signed.Url) { Content = new ByteArrayContent(signed.Body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();
}
