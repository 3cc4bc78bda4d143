using System.Net;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;
using Microsoft.AspNetCore.Http;

namespace Creel.Fuzz.Targets;

/// <summary>
/// A whole request through the endpoint: a line <c>METHOD /path?query</c>, header lines, an empty line, the body. It must end in one of
/// the answers there are, never in a fault of ours, and what is acknowledged must be what was sent.
/// </summary>
internal static class RequestTarget
{
    private const string Authorization = "Basic bm9jOm1hZGUtdXA=";
    private static uint s_callers;

    private static readonly int[] Answers = [200, 202, 400, 401, 404, 405, 408, 413, 415, 431, 503];

    public static FuzzTarget Create()
    {
        var store = new CheckingStore();
        var inbox = new InboxWriter(store, new InboxObserver { WriterDied = e => Environment.FailFast("the writer died", e) }, TimeProvider.System);
        var topology = new Topology([.. SenderCatalog.Embedded.All.Select(sender => new Source
        {
            Name = sender.Name,
            Path = "/" + sender.Name,
            Sender = sender,
            Basic = [new BasicCredential("noc", "made-up")],
            BodyLimit = 1 << 20,
        })]);
        RequestOutcome? last = null;
        var endpoint = new ReceiveEndpoint(new ReceiveSettings { Topology = () => topology, Mask = new CredentialMask(new byte[32]), Report = outcome => last = outcome }, inbox, TimeProvider.System);
        return new("request", input =>
        {
            var context = Read(input);
            if (context is null) return;
            store.Last = null;
            endpoint.HandleAsync(context).GetAwaiter().GetResult();
            FindingException.ThrowUnless(Answers.Contains(context.Response.StatusCode), $"{context.Response.StatusCode}: {last?.NextStep}");
            if (last?.EventId is null) return;
            FindingException.ThrowUnless(context.Response.StatusCode == 202, "kept, and not acknowledged");
            FindingException.ThrowUnless(store.Last is { } kept && kept.Body.Span.SequenceEqual(Body(input)), "kept other than it was sent");
        },
            "POST /catalyst-center\nContent-Type: application/json\n\n{\"eventId\": \"a\", \"severity\": 1, \"details\": {\"Device\": \"198.51.100.7\"}}",
            "POST /generic?token=a&b=c\nContent-Type: text/plain\nX-Auth-Token: a\n\nhello",
            "PUT /generic/\nContent-Encoding: gzip, br\n\n\u001f\u008b\u0008\0",
            "GET /\n\n", "HEAD /generic\n\n", "DELETE /generic\n\n", "POST /nowhere\n\n", "POST /generic\nAuthorization: Basic bm9j\n\n{}");
    }

    private static int HeadLength(byte[] input) => input.AsSpan().IndexOf("\n\n"u8);

    private static ReadOnlySpan<byte> Body(byte[] input) => input.AsSpan(HeadLength(input) + 2);

    /// <summary>The request as Kestrel would hand it over, or null where Kestrel would not.</summary>
    private static DefaultHttpContext? Read(byte[] input)
    {
        var end = HeadLength(input);
        if (end < 0) return null;
        var lines = Encoding.Latin1.GetString(input.AsSpan(0, end)).Split('\n');
        if (lines[0].Split(' ', 2) is not [{ Length: > 0 } method, ['/', ..] target]) return null;
        // Always somebody else: one address that is refused so often would be answered later and later.
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = new IPAddress((long)++s_callers) } };
        var request = context.Request;
        var question = target.IndexOf('?');
        request.Method = method;
        request.Path = new PathString(question < 0 ? target : target[..question]);
        request.QueryString = question < 0 ? default : new QueryString(target[question..]);
        request.Headers.Authorization = Authorization;
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':');
            // Kestrel takes tokens for names, and no control characters in values.
            if (colon <= 0 || !line.AsSpan(0, colon).ToArray().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || line.Any(char.IsControl)) continue;
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) continue;
            request.Headers.Append(line[..colon], line[(colon + 1)..].Trim());
        }
        request.Body = new MemoryStream(input, end + 2, input.Length - end - 2, writable: false);
        context.Response.Body = new MemoryStream();
        return context;
    }

    /// <summary>Keeps nothing on disk: what is fuzzed lies before it. What it is given must be fit to be kept.</summary>
    private sealed class CheckingStore : IEventStore
    {
        private long _seq;

        public NewEvent? Last { get; set; }

        public Appended[] Append(IReadOnlyList<NewEvent> batch)
        {
            Last = batch[^1];
            return [.. batch.Select(one => new Appended(++_seq, one.Id, false, null))];
        }

        public void Probe()
        {
        }

        public long LastSeq() => _seq;

        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => [];

        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => [];

        public KeptEvent? Find(Guid id) => null;

        public void Dispose()
        {
        }
    }
}
