using System.Collections.Frozen;
using System.Text.Json;
using Creel.Inbox;

namespace Creel.Importing;

/// <summary>
/// Reads one event of an export, key by key. What a newer exporter adds is passed over; a known key that stands twice is
/// refused, since nobody knows which one is meant.
/// </summary>
internal sealed class ImportDraft
{
    private static readonly FrozenDictionary<string, int> Keys = ((string[])
    [
        "id", "source", "sender", "receivedAt", "method", "path", "query", "remoteAddress", "tls", "headers", "items", "body", "bodyBase64",
        "malformed", "unparsed", "senderKey", "keyReused", "repeats", "repeatOf", "redacted",
    ]).Index().ToFrozenDictionary(key => key.Item, key => key.Index);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> KeyOf = Keys.GetAlternateLookup<ReadOnlySpan<char>>();

    // Far more than a request line or an item list can be.
    private const int LongestText = 64 << 10;
    private const int MostRedacted = 1000;

    private readonly ImportFacts _facts = new();
    private List<Facts> _items = [];
    private int _seen;
    private Guid? _id, _repeatOf;
    private ReadOnlyMemory<byte>? _body;
    private string? _source, _sender, _method, _path, _query, _remoteAddress, _tls, _senderKey;
    private DateTimeOffset? _receivedAt;
    private byte[] _headers = [];
    private bool _malformed, _unparsed, _keyReused;
    private int _repeats;
    private List<string> _redacted = [];

    public void ReadEvent(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new ImportException("it is not a JSON object");
        Span<char> name = stackalloc char[ImportValue.LongestKey];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = name[..ImportValue.Key(ref reader, name)];
            reader.Read();
            if (KeyOf.TryGetValue(key, out var known)) ReadKey(known, key, ref reader);
            else if (!_facts.TryRead(key, ref reader)) reader.Skip();
        }
        // What stands behind the object is found by reading on.
        while (reader.Read())
        {
        }
    }

    public ImportLine Line() => new()
    {
        Id = _id ?? throw new ImportException("it has no `id`"),
        Body = _body ?? throw new ImportException("it has neither `body` nor `bodyBase64`"),
        Source = _source,
        Sender = _sender,
        ReceivedAt = _receivedAt,
        Method = _method,
        Path = _path,
        Query = _query,
        RemoteAddress = _remoteAddress,
        Tls = _tls,
        Headers = _headers,
        BodyReading = _malformed ? BodyReading.Malformed : _unparsed ? BodyReading.Unparsed : BodyReading.Fine,
        Facts = _facts.Any ? _facts.Facts() : null,
        Items = _items,
        SenderKey = _senderKey,
        KeyReused = _keyReused,
        Repeats = _repeats,
        RepeatOf = _repeatOf,
        Redacted = _redacted,
    };

    private void ReadKey(int known, scoped ReadOnlySpan<char> key, ref Utf8JsonReader reader)
    {
        if ((_seen & (1 << known)) != 0) throw new ImportException($"`{key}` stands twice in it");
        _seen |= 1 << known;
        switch (key)
        {
            case "id": _id = ImportValue.Id(ref reader, key) ?? throw new ImportException("its `id` is null"); break;
            case "source": _source = Name(ref reader, key); break;
            case "sender": _sender = Name(ref reader, key); break;
            case "receivedAt": _receivedAt = ReceivedAtOf(ref reader, key); break;
            case "method": _method = Name(ref reader, key); break;
            case "path": _path = ImportValue.Text(ref reader, key, LongestText); break;
            case "query": _query = ImportValue.Text(ref reader, key, LongestText); break;
            case "remoteAddress": _remoteAddress = ImportValue.Text(ref reader, key, 256); break;
            case "tls": _tls = ImportValue.Text(ref reader, key, 256); break;
            case "headers": _headers = ImportHeaders.Read(ref reader); break;
            case "items": _items = ImportFacts.Items(ref reader); break;
            case "body" or "bodyBase64": ReadBody(ref reader, isText: key is "body"); break;
            case "malformed": _malformed = ImportValue.Flag(ref reader, key); break;
            case "unparsed": _unparsed = ImportValue.Flag(ref reader, key); break;
            case "senderKey": _senderKey = ImportValue.Text(ref reader, key, ImportFacts.LongestText); break;
            case "keyReused": _keyReused = ImportValue.Flag(ref reader, key); break;
            case "repeats": _repeats = ImportValue.Number(ref reader, key, 0, int.MaxValue) ?? 0; break;
            case "repeatOf": _repeatOf = ImportValue.Id(ref reader, key); break;
            case "redacted": _redacted = RedactedOf(ref reader, key); break;
        }
    }

    private static string? Name(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key) => ImportValue.Text(ref reader, key, 256) is { } text
        ? text.Length > 0 ? text : throw new ImportException($"its `{key}` is empty")
        : null;

    // Before 1970 there were no webhooks, and what says so is damaged.
    private static DateTimeOffset? ReceivedAtOf(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key) =>
        ImportValue.Time(ref reader, key) is not { } at ? null
        : at >= DateTimeOffset.UnixEpoch ? at
        : throw new ImportException($"its `{key}` is before 1970");

    private void ReadBody(ref Utf8JsonReader reader, bool isText)
    {
        if (_body is not null) throw new ImportException("it has both `body` and `bodyBase64`");
        if (reader.TokenType != JsonTokenType.String) throw new ImportException(isText ? "its `body` is not a text" : "its `bodyBase64` is not a text");
        _body = isText ? ImportValue.Utf8(ref reader) : ImportValue.Base64(ref reader);
    }

    // The inbox has them in one text, between spaces.
    private static List<string> RedactedOf(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> key)
    {
        var paths = new List<string>();
        if (reader.TokenType == JsonTokenType.Null) return paths;
        if (reader.TokenType != JsonTokenType.StartArray) throw new ImportException($"its `{key}` is not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Name(ref reader, key) is not { } path || path.Contains(' ')) throw new ImportException($"its `{key}` holds something that is no path");
            if (paths.Count == MostRedacted) throw new ImportException($"its `{key}` has more than {MostRedacted} paths");
            paths.Add(path);
        }
        return paths;
    }
}
