using Creel.Inbox;

namespace Creel.Search;

/// <summary>Looks for a value of a header.</summary>
internal static class HeaderValues
{
    public static bool Any(ReadOnlySpan<byte> lines, HeaderTerm term)
    {
        while (HeaderLines.Next(ref lines, term.Name, out var value))
        {
            if (term.Pattern.Matches(HeaderLines.Text(value))) return true;
        }
        return false;
    }
}
