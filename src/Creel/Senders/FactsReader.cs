using System.Text.Json;
using Creel.Inbox;

namespace Creel.Senders;

/// <summary>Reads the facts out of a body as its sender's profile says. Never throws, whatever the bytes are.</summary>
internal static class FactsReader
{
    /// <summary>Items of a batch that are looked at. A body with more is kept whole, and marked as not read to the end.</summary>
    public const int MaxItems = 1000;

    private const int SlotsOnStack = 256;

    /// <param name="profile">The sender.</param>
    /// <param name="body">The body, decompressed.</param>
    /// <param name="contentType">The Content-Type header as sent.</param>
    /// <param name="remoteAddress">The sender's address, for links in which it left out its own.</param>
    /// <param name="headers">The headers as they are kept, see <see cref="HeaderLines"/>.</param>
    public static FactsReading Read(SenderProfile profile, ReadOnlySpan<byte> body, string? contentType, string remoteAddress, ReadOnlySpan<byte> headers = default)
    {
        var json = BodySyntax.WithoutByteOrderMark(body);
        var saysJson = BodySyntax.SaysJson(contentType);
        if (!saysJson && profile.ReadsForms && FormBody.Says(contentType)) json = FormBody.AsJson(json, profile.Form);
        var inHeaders = profile.Headers.Count == 0 ? [] : new JsonSlot[profile.Headers.Count];
        profile.Headers.Read(headers, inHeaders);
        if (!saysJson && !BodySyntax.LooksLikeJson(json)) return Unread(profile, remoteAddress, headers, inHeaders);

        var count = profile.BodyPaths.Count;
        var slots = count <= SlotsOnStack ? stackalloc JsonSlot[count] : new JsonSlot[count];
        try
        {
            profile.BodyPaths.Read(json, slots);
        }
        catch (JsonException)
        {
            var (reading, problem) = BodySyntax.Explain(json);
            var unread = Unread(profile, remoteAddress, headers, inHeaders);
            if (reading == BodyReading.Malformed && !saysJson) return unread;
            return unread with { BodyReading = reading, Problem = problem };
        }
        var whole = new CapturedValues(json, slots, default, slots, headers, inHeaders);
        var found = profile.ItemPaths is null ? Single(profile, whole, remoteAddress) : Batch(profile, json, slots, remoteAddress, headers, inHeaders);
        return profile.SameBody.Length == 0 ? found : found with { SameBody = SameBody.Of(json, slots, profile.SameBody) };
    }

    // The headers alone may tell what it is.
    private static FactsReading Unread(SenderProfile profile, string remoteAddress, ReadOnlySpan<byte> headers, ReadOnlySpan<JsonSlot> inHeaders)
    {
        if (profile.Headers.Count == 0) return FactsReading.Nothing;
        Span<JsonSlot> nothing = new JsonSlot[Math.Max(profile.BodyPaths.Count, profile.ItemPaths?.Count ?? 0)];
        return Single(profile, new CapturedValues(default, nothing, default, nothing, headers, inHeaders), remoteAddress);
    }

    private static FactsReading Single(SenderProfile profile, in CapturedValues values, string remoteAddress)
    {
        var facts = profile.Facts.Read(values, remoteAddress);
        return new FactsReading(facts, [facts], BodyReading.Fine, null, profile.SenderKey?.Read(values));
    }

    private static FactsReading Batch(
        SenderProfile profile, ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlot> slots, string remoteAddress, ReadOnlySpan<byte> headers, ReadOnlySpan<JsonSlot> inHeaders)
    {
        var place = slots[profile.Items.Slot];
        // No items where they should be: the whole body is the one item.
        var within = place.Kind is JsonTokenType.StartArray or JsonTokenType.StartObject ? json.Slice(place.Start, place.Length) : json;
        var items = new List<Facts>();
        var total = 0;
        string? key = null;
        var itemSlots = new JsonSlot[profile.ItemPaths!.Count];
        var reader = new Utf8JsonReader(within, BodySyntax.ReaderOptions);
        var single = !reader.Read() || reader.TokenType != JsonTokenType.StartArray;
        while (single || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
        {
            if (++total > MaxItems)
            {
                reader.Skip();
            }
            else
            {
                Array.Clear(itemSlots);
                profile.ItemPaths.Read(ref reader, itemSlots);
                var values = new CapturedValues(json, slots, within, itemSlots, headers, inHeaders);
                items.Add(profile.Facts.Read(values, remoteAddress));
                if (total == 1) key = profile.SenderKey?.Read(values);
            }
            if (single) break;
        }
        if (total == 0) items.Add(profile.Facts.Read(new CapturedValues(json, slots, default, itemSlots, headers, inHeaders), remoteAddress));
        return new FactsReading(ItemSummary.Of(items, total), items, total > MaxItems ? BodyReading.Unparsed : BodyReading.Fine, null, key);
    }
}
