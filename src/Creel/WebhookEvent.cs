using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Creel.Inbox;
using Creel.Receiving;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Creel;

/// <summary>A kept event: one HTTP request as it was received. It does not change, and may be kept and shared.</summary>
public sealed class WebhookEvent
{
    private const int DeepestJson = 512;

    // What receiving lets in at most; it was unpacked then, under the limit of its source.
    private const long LargestBody = 256L << 20;

    private readonly KeptEvent _kept;
    private IReadOnlyDictionary<string, StringValues>? _headers;
    private ReadOnlyMemory<byte>? _content;
    private IReadOnlyList<WebhookFacts>? _items;

    internal WebhookEvent(KeptEvent kept, int attempt = 0) => (_kept, Attempt) = (kept, attempt);

    /// <summary>Its name, a UUIDv7; the sender was given it in <c>Creel-Event-Id</c>.</summary>
    public Guid Id => _kept.Summary.Id;

    /// <summary>Its place in the order in which events were kept, from 1. A place is never given twice.</summary>
    public long Sequence => _kept.Summary.Seq;

    /// <summary>When it arrived, by the clock of this machine.</summary>
    public DateTimeOffset ReceivedAt => _kept.Summary.ReceivedAt;

    /// <summary>The name of the source it came to.</summary>
    public string Source => _kept.Summary.Source;

    /// <summary>The name of the sender's profile.</summary>
    public string Sender => _kept.Summary.Sender;

    /// <summary><c>POST</c> or <c>PUT</c>.</summary>
    public string Method => _kept.Summary.Method;

    /// <summary>The path of the request.</summary>
    public string Path => _kept.Summary.Path;

    /// <summary>The query with its question mark, or empty. Credentials in it are masked.</summary>
    public string Query => _kept.Query;

    /// <summary>The address it came from, without a port.</summary>
    public string RemoteAddress => _kept.RemoteAddress;

    /// <summary>The headers, by name in any case; repeats in the order sent. Credentials in them are masked.</summary>
    public IReadOnlyDictionary<string, StringValues> Headers => _headers ??= ReadHeaders();

    /// <summary>The type that the sender gave its body; null when it gave none.</summary>
    public string? ContentType => Headers.TryGetValue(HeaderNames.ContentType, out var type) ? type.ToString() : null;

    /// <summary>The body, byte for byte as it was sent, still compressed if it came so: what a signature was made of.</summary>
    public ReadOnlyMemory<byte> Body => _kept.Body;

    /// <summary>The body without its Content-Encoding.</summary>
    /// <exception cref="InvalidDataException">It can't be unpacked: an event that was imported may hold anything.</exception>
    public ReadOnlyMemory<byte> Content => _content ??= Unpack();

    /// <summary>Whether the body is not the JSON that its type says.</summary>
    public bool IsMalformed => _kept.Summary.BodyReading == BodyReading.Malformed;

    /// <summary>What the sender's profile read out of it; for a batch, a summary: the worst level, active if any item is.</summary>
    public WebhookFacts Facts => field ??= new WebhookFacts(_kept.Summary.Facts);

    /// <summary>The items of a batch; an event that is none has one.</summary>
    public IReadOnlyList<WebhookFacts> Items => _items ??= [.. _kept.Items.Select(item => new WebhookFacts(item))];

    /// <summary>The id that the sender repeats when it sends an event again, where its profile knows one. Such repeats are merged, and come once.</summary>
    public string? SenderKey => _kept.Summary.SenderKey;

    /// <summary>An earlier event of the same source with the very same body, which may or may not be the same thing sent twice.</summary>
    public Guid? RepeatOf => _kept.Summary.RepeatOf;

    /// <summary>
    /// 1 when a handler is given it for the first time; one more for each attempt known to have failed. 0 where it was read from the inbox.
    /// An attempt that a crash cut short is not counted.
    /// </summary>
    public int Attempt { get; }

    /// <summary>The unpacked body as text, in the charset its type names, else UTF-8. Bytes that make no text become U+FFFD.</summary>
    public string ReadText() => Charset().GetString(Content.Span);

    /// <summary>The unpacked body as JSON. Dispose of it.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested more than 512 deep.</exception>
    public JsonDocument ReadJson() => JsonDocument.Parse(WithoutByteOrderMark(), new JsonDocumentOptions { MaxDepth = DeepestJson });

    /// <summary>The unpacked body as an object of yours, by source-generated metadata: it works in native code too.</summary>
    /// <exception cref="JsonException">It is not such JSON.</exception>
    public T? ReadJson<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(WithoutByteOrderMark().Span, type);

    private ReadOnlyMemory<byte> WithoutByteOrderMark() => Content.Span.StartsWith("\uFEFF"u8) ? Content[3..] : Content;

    private Dictionary<string, StringValues> ReadHeaders()
    {
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in HeaderLines.Decode(_kept.Headers))
            headers[name] = headers.TryGetValue(name, out var earlier) ? StringValues.Concat(earlier, value) : value;
        return headers;
    }

    private ReadOnlyMemory<byte> Unpack()
    {
        if (!Headers.TryGetValue(HeaderNames.ContentEncoding, out var encoding)) return Body;
        var (content, refusal) = ContentEncodings.Decode(Body, encoding, LargestBody, new MemoryBudget(long.MaxValue).Open());
        return refusal is null ? content : throw new InvalidDataException($"The body of event {Id} can't be unpacked: {refusal.Reason}.");
    }

    // The charsets that .NET brings; any other is read as UTF-8.
    private Encoding Charset() =>
        MediaTypeHeaderValue.TryParse(ContentType, out var type) && type.Encoding is { } encoding ? encoding : Encoding.UTF8;
}
