using System.Text.Json;

namespace Creel.Senders;

/// <summary>Where a place of a profile is.</summary>
internal enum FactScope { Body, Item, Header, Template }

/// <summary>
/// A place of a profile, compiled: a slot in the body, in an item of a batch or among the headers, or a template of such places and
/// texts between them.
/// </summary>
/// <param name="Scope">Where it is.</param>
/// <param name="Slot">Which it is there.</param>
/// <param name="Parts">Of a template the texts and places.</param>
/// <param name="Needs">Of these the places alone: without any of them there is no text.</param>
internal readonly record struct FactPath(FactScope Scope, int Slot, FactPart[]? Parts = null, FactPath[]? Needs = null)
{
    public bool IsInJson => Scope is FactScope.Body or FactScope.Item;
}

/// <summary>A piece of a template: a text, or what stands at a place.</summary>
internal readonly record struct FactPart(string Text, FactPath? Place);

/// <summary>What was found of a profile's places in a request and in one of its items.</summary>
internal readonly ref struct CapturedValues(
    ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlot> bodySlots, ReadOnlySpan<byte> item, ReadOnlySpan<JsonSlot> itemSlots,
    ReadOnlySpan<byte> headers = default, ReadOnlySpan<JsonSlot> headerSlots = default)
{
    private readonly ReadOnlySpan<byte> body = body;
    private readonly ReadOnlySpan<JsonSlot> bodySlots = bodySlots;
    private readonly ReadOnlySpan<byte> item = item;
    private readonly ReadOnlySpan<JsonSlot> itemSlots = itemSlots;
    private readonly ReadOnlySpan<byte> headers = headers;
    private readonly ReadOnlySpan<JsonSlot> headerSlots = headerSlots;

    /// <summary>The value at a place in the JSON.</summary>
    public ReadOnlySpan<byte> Raw(FactPath path, out JsonTokenType kind)
    {
        var slot = Slot(path);
        kind = slot.Kind;
        return (path.Scope == FactScope.Item ? item : body).Slice(slot.Start, slot.Length);
    }

    public string? Text(in FactPath path, int limit = FactText.Limit)
    {
        if (path.Scope == FactScope.Template) return Template(path, limit);
        var slot = Slot(path);
        return path.Scope == FactScope.Header
            ? FactText.OfPlain(headers.Slice(slot.Start, slot.Length), limit)
            : FactText.Of((path.Scope == FactScope.Item ? item : body).Slice(slot.Start, slot.Length), slot.Kind, limit);
    }

    /// <summary>The first of several places that says anything.</summary>
    public string? First(FactPath[] paths, int limit = FactText.Limit)
    {
        foreach (ref readonly var path in paths.AsSpan())
        {
            if (Text(path, limit) is { } text) return text;
        }
        return null;
    }

    private string? Template(in FactPath path, int limit)
    {
        // Most templates of a profile are for other events: nothing is made before all of it is known to be there.
        foreach (ref readonly var needed in path.Needs.AsSpan())
        {
            if (Slot(needed).Kind is JsonTokenType.None or JsonTokenType.Null) return null;
        }
        Span<char> text = stackalloc char[limit];
        var length = 0;
        foreach (ref readonly var part in path.Parts.AsSpan())
        {
            // What is behind the limit is not shown, but must say something all the same.
            if (part.Place is not { } place) length += Put(part.Text, text[length..]);
            else if (TryWrite(place, limit, text[length..], out var written)) length += written;
            else return null;
        }
        if (length > 0 && char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length].ToString();
    }

    private bool TryWrite(in FactPath place, int limit, Span<char> to, out int written)
    {
        var slot = Slot(place);
        var from = place.Scope switch { FactScope.Item => item, FactScope.Header => headers, _ => body };
        if (FactText.TryWrite(from.Slice(slot.Start, slot.Length), place.IsInJson ? slot.Kind : null, limit, to, out written)) return true;
        if (Text(place, limit) is not { } text) return false;
        written = Put(text, to);
        return true;
    }

    private JsonSlot Slot(in FactPath path) => path.Scope switch
    {
        FactScope.Item => itemSlots[path.Slot],
        FactScope.Header => headerSlots[path.Slot],
        _ => bodySlots[path.Slot],
    };

    private static int Put(ReadOnlySpan<char> text, Span<char> to)
    {
        if (text.Length > to.Length) text = text[..to.Length];
        text.CopyTo(to);
        return text.Length;
    }
}
