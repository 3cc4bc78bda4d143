using System.Text;
using Creel.Inbox;

namespace Creel.Tests.Inbox;

/// <summary>Made-up refusals for tests.</summary>
internal static class Refusals
{
    private static int _count;

    /// <summary>A refusal like no other, of one address, at one source.</summary>
    public static RefusedRequest Unique(string address = "192.0.2.7", string? source = "webhook", string? body = null)
    {
        var number = Interlocked.Increment(ref _count);
        return new()
        {
            Id = Guid.CreateVersion7(Events.Noon),
            At = Events.Noon.AddSeconds(number),
            Source = source,
            Reason = "wrong credentials",
            NextStep = "look at the password",
            Status = 401,
            RemoteAddress = address,
            Tls = "TLS 1.3 TLS_AES_256_GCM_SHA384",
            Method = "POST",
            Path = "/webhook",
            Query = "?a=b",
            Headers = HeaderLines.Encode([new("Content-Type", "application/json")]),
            Redacted = ["header.authorization", "query.token"],
            Body = Encoding.UTF8.GetBytes(body ?? $$"""{"number": {{number}}}"""),
        };
    }
}
