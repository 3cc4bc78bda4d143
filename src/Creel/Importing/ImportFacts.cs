using System.Text.Json;
using Creel.Inbox;

namespace Creel.Importing;

/// <summary>The facts of an imported line, or of one of its items, as they are written.</summary>
internal sealed class ImportFacts
{
    /// <summary>Twice the longest that a profile reads.</summary>
    public const int LongestText = 4096;

    private const int MostItems = 1000;
    private int _seen;
    private string? _type, _title, _status, _subject, _correlation, _link, _severityRaw, _statusRaw, _occurredAtRaw;
    private int? _level;
    private DateTimeOffset? _occurredAt;
    private bool _test;

    /// <summary>There was at least one.</summary>
    public bool Any => _seen != 0;

    /// <summary>False for a key that is no fact: its value is still to be passed over.</summary>
    public bool TryRead(scoped ReadOnlySpan<char> key, ref Utf8JsonReader reader)
    {
        switch (key)
        {
            case "type": _type = Text(0, key, ref reader); break;
            case "title": _title = Text(1, key, ref reader); break;
            case "level": See(2, key); _level = ImportValue.Number(ref reader, key, 1, 5); break;
            case "status": _status = Text(3, key, ref reader); break;
            case "subject": _subject = Text(4, key, ref reader); break;
            case "correlation": _correlation = Text(5, key, ref reader); break;
            case "occurredAt": See(6, key); _occurredAt = ImportValue.Time(ref reader, key); break;
            case "link": _link = Text(7, key, ref reader); break;
            case "test": See(8, key); _test = ImportValue.Flag(ref reader, key); break;
            case "severityRaw": _severityRaw = Text(9, key, ref reader); break;
            case "statusRaw": _statusRaw = Text(10, key, ref reader); break;
            case "occurredAtRaw": _occurredAtRaw = Text(11, key, ref reader); break;
            default: return false;
        }
        return true;
    }

    public Facts Facts() => new()
    {
        Type = _type,
        Title = _title,
        Level = _level,
        SeverityRaw = _severityRaw,
        Status = _status,
        StatusRaw = _statusRaw,
        Subject = _subject,
        Correlation = _correlation,
        OccurredAt = _occurredAt,
        OccurredAtRaw = _occurredAtRaw,
        Link = _link,
        Test = _test,
    };

    public static List<Facts> Items(ref Utf8JsonReader reader)
    {
        var items = new List<Facts>();
        if (reader.TokenType == JsonTokenType.Null) return items;
        if (reader.TokenType != JsonTokenType.StartArray) throw new ImportException("its `items` are not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count == MostItems) throw new ImportException($"it has more than {MostItems} `items`");
            items.Add(Item(ref reader));
        }
        return items;
    }

    private static Facts Item(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new ImportException("one of its `items` is not an object");
        var item = new ImportFacts();
        Span<char> name = stackalloc char[ImportValue.LongestKey];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = name[..ImportValue.Key(ref reader, name)];
            reader.Read();
            if (!item.TryRead(key, ref reader)) reader.Skip();
        }
        return item.Facts();
    }

    private string? Text(int fact, scoped ReadOnlySpan<char> key, ref Utf8JsonReader reader)
    {
        See(fact, key);
        return ImportValue.Text(ref reader, key, LongestText);
    }

    private void See(int fact, scoped ReadOnlySpan<char> key)
    {
        if ((_seen & (1 << fact)) != 0) throw new ImportException($"`{key}` stands twice in it");
        _seen |= 1 << fact;
    }
}
