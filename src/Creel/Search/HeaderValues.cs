using System.Text;
using Creel.Inbox;

namespace Creel.Search;

/// <summary>Looks for a value of a header.</summary>
internal static class HeaderValues
{
    public static bool Any(ReadOnlySpan<byte> lines, HeaderTerm term)
    {
        while (Next(ref lines, term.Name, out var value))
        {
            if (term.Pattern.Matches(HeaderLines.Text(value))) return true;
        }
        return false;
    }

    /// <summary>The next value of a header, in lines as <see cref="HeaderLines"/> has them; nothing is decoded for other headers.</summary>
    public static bool Next(ref ReadOnlySpan<byte> lines, string name, out ReadOnlySpan<byte> value)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !Ascii.EqualsIgnoreCase(line[..colon], name)) continue;
            value = line[(colon + 1)..].TrimStart((byte)' ');
            return true;
        }
        value = default;
        return false;
    }
}
