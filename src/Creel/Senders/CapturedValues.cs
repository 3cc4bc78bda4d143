using System.Text;
using System.Text.Json;
using Creel.Inbox;

namespace Creel.Senders;

/// <summary>Where a place of a profile is.</summary>
internal enum FactScope { Body, Item, Header, Template }

/// <summary>
/// A place of a profile, compiled: a slot in the body or in an item of a batch, a header, or a template of such places and
/// texts between them.
/// </summary>
internal readonly record struct FactPath(FactScope Scope, int Slot, string Name = "", FactPart[]? Parts = null)
{
    public bool IsInJson => Scope is FactScope.Body or FactScope.Item;
}

/// <summary>A piece of a template: a text, or what stands at a place.</summary>
internal readonly record struct FactPart(string Text, FactPath? Place);

/// <summary>What was found of a profile's places in a request and in one of its items.</summary>
internal readonly ref struct CapturedValues(
    ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlot> bodySlots, ReadOnlySpan<byte> item, ReadOnlySpan<JsonSlot> itemSlots, ReadOnlySpan<byte> headers = default)
{
    private readonly ReadOnlySpan<byte> body = body;
    private readonly ReadOnlySpan<JsonSlot> bodySlots = bodySlots;
    private readonly ReadOnlySpan<byte> item = item;
    private readonly ReadOnlySpan<JsonSlot> itemSlots = itemSlots;
    private readonly ReadOnlySpan<byte> headers = headers;

    /// <summary>The value at a place in the JSON.</summary>
    public ReadOnlySpan<byte> Raw(FactPath path, out JsonTokenType kind)
    {
        var slot = path.Scope == FactScope.Item ? itemSlots[path.Slot] : bodySlots[path.Slot];
        kind = slot.Kind;
        return (path.Scope == FactScope.Item ? item : body).Slice(slot.Start, slot.Length);
    }

    public string? Text(FactPath path, int limit = FactText.Limit) => path.Scope switch
    {
        FactScope.Header => Header(path.Name, limit),
        FactScope.Template => Template(path.Parts!, limit),
        _ => FactText.Of(Raw(path, out var kind), kind, limit),
    };

    /// <summary>The first of several places that says anything.</summary>
    public string? First(FactPath[] paths, int limit = FactText.Limit)
    {
        foreach (var path in paths)
        {
            if (Text(path, limit) is { } text) return text;
        }
        return null;
    }

    private string? Header(string name, int limit)
    {
        var lines = headers;
        return HeaderLines.Next(ref lines, name, out var value) ? FactText.OfPlain(value, limit) : null;
    }

    private string? Template(FactPart[] parts, int limit)
    {
        // Most templates of a profile are for other events: nothing is made before all of it is known to be there.
        foreach (var part in parts)
        {
            if (part.Place is { } needed && IsMissing(needed)) return null;
        }
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part.Place is not { } place) text.Append(part.Text);
            else if (Text(place, limit) is { } value) text.Append(value);
            else return null;
        }
        if (text.Length > limit) text.Length = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return text.ToString();
    }

    private bool IsMissing(FactPath path)
    {
        if (path.IsInJson) return (path.Scope == FactScope.Item ? itemSlots[path.Slot] : bodySlots[path.Slot]).Kind is JsonTokenType.None or JsonTokenType.Null;
        var lines = headers;
        return path.Scope == FactScope.Header && !HeaderLines.Next(ref lines, path.Name, out _);
    }
}
