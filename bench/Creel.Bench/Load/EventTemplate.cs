using System.Buffers.Text;
using System.Text;

namespace Creel.Bench.Load;

/// <summary>
/// A whole POST, rendered once: a controller's event of about 1 KB in which only a number of twelve digits differs.
/// Putting a number in costs a few stores, so the load generator spends its time on TLS, as a sender would.
/// </summary>
internal sealed class EventTemplate : IRequestTemplate
{
    private const string Hole = NumberHoles.Hole;

    private const string Body =
        "{\"version\":\"1.0.0\",\"instanceId\":\"7d0c2a94-51be-4c3f-9a60-" + Hole + "\",\"eventId\":\"NETWORK-NON-FABRIC_WIRED-1-251\"," +
        "\"namespace\":\"ASSURANCE\",\"name\":null,\"description\":null,\"type\":\"NETWORK\",\"category\":\"ERROR\"," +
        "\"domain\":\"Connectivity\",\"subDomain\":\"Non-Fabric Wired\",\"severity\":2,\"source\":\"ndp\",\"timestamp\":1732406400123," +
        "\"details\":{\"Type\":\"Network Device\",\"Assurance Issue Priority\":\"P2\"," +
        "\"Assurance Issue Details\":\"Interface GigabitEthernet1/0/7 (number " + Hole + ") on access-7.example.com is down\"," +
        "\"Device\":\"198.51.100.7\",\"Assurance Issue Name\":\"Interface connecting network devices is down\"," +
        "\"Assurance Issue Category\":\"Connectivity\",\"Assurance Issue Status\":\"active\"}," +
        "\"ciscoDnaEventLink\":\"https://192.0.2.10/dna/assurance/issueDetails?issueId=7d0c2a94-51be-4c3f-9a60-" + Hole + "\"," +
        "\"note\":\"To get more information, ask the controller for the issue by its id\",\"context\":null,\"userId\":null,\"i18n\":null," +
        "\"eventHierarchy\":null,\"message\":null,\"messageParams\":null,\"parentInstanceId\":null," +
        "\"network\":null,\"dnacIP\":\"192.0.2.10\"}";

    /// <summary>The body with its holes.</summary>
    public static string Text => Body;

    private static readonly byte[] BodyBytes = Encoding.ASCII.GetBytes(Body);
    private static readonly NumberHoles BodyHoles = new(Body);

    private readonly byte[] _request;
    private readonly NumberHoles _holes;

    public EventTemplate(int port, BenchSource source)
    {
        var head = $"POST {source.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {source.HeaderValue}\r\n" +
            $"Content-Type: application/json\r\nUser-Agent: creel-bench\r\nContent-Length: {Body.Length}\r\n\r\n";
        _request = [.. Encoding.ASCII.GetBytes(head), .. BodyBytes];
        _holes = new NumberHoles(head + Body);
    }

    /// <summary>A copy of the request for one connection.</summary>
    public byte[] NewRequest() => _request.AsSpan().ToArray();

    /// <summary>Writes the number into every hole of a request made by <see cref="NewRequest"/>.</summary>
    public void Number(byte[] request, long number) => _holes.Fill(request, number);

    /// <summary>The number in a kept body, or -1 if it is not to the byte one that was sent.</summary>
    public static long NumberIn(ReadOnlySpan<byte> body)
    {
        if (body.Length != BodyBytes.Length) return -1;
        if (!Utf8Parser.TryParse(body.Slice(BodyHoles.First, NumberHoles.Digits), out long number, out var read)) return -1;
        Span<byte> sent = stackalloc byte[BodyBytes.Length];
        BodyBytes.CopyTo(sent);
        BodyHoles.Fill(sent, number);
        return read == NumberHoles.Digits && sent.SequenceEqual(body) ? number : -1;
    }
}
