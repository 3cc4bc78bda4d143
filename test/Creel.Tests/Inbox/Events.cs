using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Inbox;

/// <summary>Made-up events for tests.</summary>
internal static class Events
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static int _count;

    /// <summary>An event like no other.</summary>
    public static NewEvent Unique() => WithBody($$"""{"number": {{Interlocked.Increment(ref _count)}}}""");

    public static NewEvent WithBody(string body) => new()
    {
        Id = Guid.CreateVersion7(Noon),
        ReceivedAt = Noon,
        Source = "webhook",
        Sender = "catalyst-center",
        Verdict = Verdict.Verified,
        Method = "POST",
        Path = "/webhook",
        RemoteAddress = "192.0.2.7",
        Headers = HeaderLines.Encode([new("Content-Type", "application/json")]),
        Body = Encoding.UTF8.GetBytes(body),
        BodyHash = BodyHash.Of(Encoding.UTF8.GetBytes(body)),
        Facts = new Facts { Type = "NETWORK-DEVICES-3-210", Title = "Interface flapping", Level = 3, Status = "active" },
        Items = [new Facts { Type = "NETWORK-DEVICES-3-210", Title = "Interface flapping", Level = 3, Status = "active" }],
    };

    public static NewEvent WithKey(string key, string body, TimeSpan? window = null) =>
        WithBody(body) with { SenderKey = key, SenderKeyWindow = window ?? TimeSpan.FromHours(1) };
}
