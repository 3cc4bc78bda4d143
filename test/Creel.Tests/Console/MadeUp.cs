using System.Text;
using Creel.Inbox;

namespace Creel.Tests.WebConsole;

/// <summary>Events nobody ever sent.</summary>
internal static class MadeUp
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 7, TimeSpan.Zero);

    public static KeptEvent Event(long seq, string body = """{"a": 1}""", string headers = "Content-Type: application/json\n") =>
        Event(seq, Encoding.UTF8.GetBytes(body), headers);

    public static KeptEvent Event(long seq, byte[] body, string headers) => new()
    {
        Summary = new EventSummary
        {
            Seq = seq,
            Id = Guid.CreateVersion7(Noon.AddSeconds(seq)),
            ReceivedAt = Noon.AddSeconds(seq),
            Source = "webhook",
            Sender = "catalyst-center",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/webhook",
            Facts = new Facts { Type = "NETWORK-DEVICES-3-216", Title = $"Title {seq}", Level = 1, SeverityRaw = "1", Status = "active" },
            Size = body.Length,
        },
        Query = "?x=1",
        RemoteAddress = "192.0.2.7",
        Tls = "TLS 1.3 TLS_AES_256_GCM_SHA384",
        Headers = Encoding.Latin1.GetBytes(headers),
        Body = body,
        Items = [new Facts { Title = $"Title {seq}" }],
    };

    public static KeptEvent[] Events(int count) => [.. Enumerable.Range(1, count).Select(seq => Event(seq))];
}
