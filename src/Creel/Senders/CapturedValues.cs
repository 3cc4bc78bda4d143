using System.Text.Json;

namespace Creel.Senders;

/// <summary>A path of a profile, compiled: which slot it has, and whether in the whole body or in an item of a batch.</summary>
internal readonly record struct FactPath(bool InItem, int Slot);

/// <summary>What was found of a profile's paths in a body and in one of its items.</summary>
internal readonly ref struct CapturedValues(
    ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlot> bodySlots, ReadOnlySpan<byte> item, ReadOnlySpan<JsonSlot> itemSlots)
{
    private readonly ReadOnlySpan<byte> body = body;
    private readonly ReadOnlySpan<JsonSlot> bodySlots = bodySlots;
    private readonly ReadOnlySpan<byte> item = item;
    private readonly ReadOnlySpan<JsonSlot> itemSlots = itemSlots;

    public ReadOnlySpan<byte> Raw(FactPath path, out JsonTokenType kind)
    {
        var slot = path.InItem ? itemSlots[path.Slot] : bodySlots[path.Slot];
        kind = slot.Kind;
        return (path.InItem ? item : body).Slice(slot.Start, slot.Length);
    }

    public string? Text(FactPath path, int limit = FactText.Limit) => FactText.Of(Raw(path, out var kind), kind, limit);

    /// <summary>The first of several places that says anything.</summary>
    public string? First(FactPath[] paths, int limit = FactText.Limit)
    {
        foreach (var path in paths)
        {
            if (Text(path, limit) is { } text) return text;
        }
        return null;
    }
}
