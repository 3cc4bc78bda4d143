using System.Text;
using System.Text.Json;

namespace Creel.Server.Sending;

/// <summary>
/// The bytes of each event: always the same, or a sample in which every event has an <c>instanceId</c> of its own, so that
/// no two are look-alikes.
/// </summary>
internal sealed class SendBody
{
    private readonly byte[] bytes;
    private readonly int[] idPlaces;
    private readonly TimeProvider time;

    private SendBody(byte[] bytes, int[] idPlaces, TimeProvider time) => (this.bytes, this.idPlaces, this.time) = (bytes, idPlaces, time);

    public static SendBody None { get; } = Same([]);

    /// <summary>The same bytes every time.</summary>
    public static SendBody Same(byte[] bytes) => new(bytes, [], TimeProvider.System);

    /// <summary>Takes the places of the sample's own <c>instanceId</c> (also in its links) as those to fill anew each time.</summary>
    public static SendBody UniqueSample(byte[] sample, TimeProvider time)
    {
        using var document = JsonDocument.Parse(sample);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("instanceId", out var value)
            || value.ValueKind != JsonValueKind.String
            || !Guid.TryParseExact(value.GetString(), "D", out _))
        {
            return Same(sample);
        }
        return new(sample, PlacesOf(Encoding.ASCII.GetBytes(value.GetString()!), sample), time);
    }

    public bool IsEmpty => bytes.Length == 0;

    /// <summary>Every event differs from every other.</summary>
    public bool IsUnique => idPlaces.Length > 0;

    public byte[] Next()
    {
        if (!IsUnique) return bytes;
        var copy = bytes.AsSpan().ToArray();
        var id = Guid.CreateVersion7(time.GetUtcNow());
        foreach (var place in idPlaces) id.TryFormat(copy.AsSpan(place), out _, "D");
        return copy;
    }

    private static int[] PlacesOf(ReadOnlySpan<byte> id, ReadOnlySpan<byte> text)
    {
        var places = new List<int>();
        for (var from = 0; text[from..].IndexOf(id) is >= 0 and var at; from += at + id.Length) places.Add(from + at);
        return [.. places];
    }
}
