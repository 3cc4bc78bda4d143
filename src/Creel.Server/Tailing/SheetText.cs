using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>Lines of an open event that are wider than the screen go on below. Those with colours in them are left as they are.</summary>
internal static class SheetText
{
    public static IEnumerable<string> Wrap(string line, int width)
    {
        if (line.Contains('\e') || TextWidth.Of(line) <= width)
        {
            yield return line;
            yield break;
        }
        var (from, taken) = (0, 0);
        for (var i = 0; i < line.Length;)
        {
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
