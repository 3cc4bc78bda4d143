using System.Text;
using System.Text.Json;

namespace Creel.Senders;

/// <summary>
/// The headers that a profile reads, so that the lines are gone through once however many places look at them. Of a header that comes
/// several times the first value counts.
/// </summary>
internal sealed class HeaderPlaces(string[] names)
{
    public int Count => names.Length;

    /// <param name="lines">The headers as they are kept, see <see cref="Inbox.HeaderLines"/>.</param>
    /// <param name="slots">One for each header; of what is not there it stays as it is.</param>
    public void Read(ReadOnlySpan<byte> lines, Span<JsonSlot> slots)
    {
        if (names.Length == 0) return;
        for (var at = 0; at < lines.Length;)
        {
            var line = lines[at..];
            var end = line.IndexOf((byte)'\n');
            if (end >= 0) line = line[..end];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && Which(line[..colon]) is >= 0 and var which && slots[which].Kind == JsonTokenType.None)
            {
                var value = line[(colon + 1)..].TrimStart((byte)' ');
                slots[which] = new(at + line.Length - value.Length, value.Length, JsonTokenType.String);
            }
            at += line.Length + 1;
        }
    }

    private int Which(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, names[i])) return i;
        }
        return -1;
    }
}
