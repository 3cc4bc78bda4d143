using System.Text;
using Creel.Configuration;
using Creel.Console;
using Creel.Importing;
using Creel.Inbox;
using Creel.Senders;

namespace Creel.Fuzz.Targets;

/// <summary>A line of an import: an event that is exported as a line which gives the same event, or a reason why it is none.</summary>
internal static class ImportTarget
{
    private static readonly Topology Topology = new(
        [new() { Name = "webhook", Path = "/webhook", Sender = SenderCatalog.Embedded.Find("catalyst-center")!, BodyLimit = Source.DefaultBodyLimit }]);

    public static FuzzTarget Create() => new("import", input =>
    {
        if (Read(input) is not { } first) return;
        var exported = Export(first);
        if (Read(exported) is not { } second) throw new FindingException($"not read back: {Encoding.UTF8.GetString(exported)}");
        FindingException.ThrowUnless(exported.AsSpan().SequenceEqual(Export(second)), "exported differently the second time");
    },
    """{"id":"01890a5d-ac96-774b-bcce-b302099a8057","body":"{\"eventId\":\"a\"}"}""",
    """{"id":"01890a5d-ac96-774b-bcce-b302099a8057","seq":1,"source":"a","sender":"generic","receivedAt":"2026-03-04T12:00:00.123Z","method":"POST","path":"/a","verdict":"open","type":"t","title":"\u00fc","level":2,"status":null,"occurredAt":"2026-03-04T12:00:00.123+01:00","test":true,"size":1,"malformed":false,"senderKey":"k","keyReused":true,"repeats":3,"repeatOf":"01890a5d-ac96-774b-bcce-b302099a8058","redacted":["header.a"],"query":"?a","remoteAddress":"192.0.2.7","tls":null,"headers":{"A":["b","c"]},"items":[{"title":"a"},{"title":"b"}],"bodyBase64":"AAAA"}""",
    """{"id":"01890a5d-ac96-774b-bcce-b302099a8057","headers":{"Content-Encoding":["gzip"]},"bodyBase64":"H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==","receivedAt":null,"later":[[{}]]}""");

    private static KeptEvent? Read(byte[] line)
    {
        try { return Kept(ImportedEvent.Make(ImportLine.Read(line), null, null, Topology, DateTimeOffset.UnixEpoch)); }
        catch (ImportException) { return null; }
    }

    // What the store makes of it.
    private static KeptEvent Kept(NewEvent added) => new()
    {
        Summary = new()
        {
            Seq = 1,
            Id = added.Id,
            ReceivedAt = added.ReceivedAt,
            ReceivedAtUnknown = added.Imported!.ReceivedAtUnknown,
            Source = added.Source,
            Sender = added.Sender,
            Verdict = added.Verdict,
            Method = added.Method,
            Path = added.Path,
            Facts = added.Facts,
            Size = added.Body.Length,
            BodyReading = added.BodyReading,
            SenderKey = added.SenderKey,
            KeyReused = added.Imported.KeyReused,
            Repeats = added.Imported.Repeats,
            RepeatOf = added.Imported.RepeatOf,
            Redacted = added.Redacted,
        },
        Query = added.Query,
        RemoteAddress = added.RemoteAddress,
        Tls = added.Tls,
        Headers = added.Headers.ToArray(),
        Body = added.Body.ToArray(),
        Items = added.Items,
    };

    private static byte[] Export(KeptEvent kept)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(output)) EventJson.WriteFull(json, kept);
        return output.WrittenSpan.ToArray();
    }
}
