using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>Lines of an open event that are wider than the screen go on below. Colours in them take no room.</summary>
internal static class SheetText
{
    public static IEnumerable<string> Wrap(string line, int width)
    {
        var (from, taken) = (0, 0);
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == '\e')
            {
                i = line.IndexOf('m', i) is > 0 and var end ? end + 1 : line.Length;
                continue;
            }
            var length = char.IsSurrogatePair(line, i) ? 2 : 1;
            var wide = TextWidth.Of(line.Substring(i, length));
            if (taken + wide > width)
            {
                yield return line[from..i];
                (from, taken) = (i, 0);
            }
            taken += wide;
            i += length;
        }
        yield return line[from..];
    }
}
