using System.Net;
using System.Net.Sockets;

namespace Creel.Receiving;

/// <summary>
/// Reads an address as proxies write it: <c>192.0.2.1</c>, <c>192.0.2.1:4711</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]:4711</c>.
/// Stricter than the framework, which also takes <c>1</c>, <c>0x7f.1</c> and octal: what can be read in two ways is not believed.
/// </summary>
internal static class HopAddress
{
    private const int Longest = 60;

    /// <summary>Null for everything that is no address; never throws.</summary>
    public static IPAddress? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t");
        if (text.Length is 0 or > Longest) return null;
        if (text[0] == '[')
        {
            var end = text.IndexOf(']');
            return end > 0 && IsPortOrNothing(text[(end + 1)..]) ? ReadV6(text[1..end]) : null;
        }
        var colon = text.IndexOf(':');
        if (colon < 0) return ReadV4(text);
        if (colon != text.LastIndexOf(':')) return ReadV6(text);
        return IsPortOrNothing(text[colon..]) ? ReadV4(text[..colon]) : null;
    }

    private static IPAddress? ReadV4(ReadOnlySpan<char> text)
    {
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetwork) return null;
        Span<char> canonical = stackalloc char[15];
        return address.TryFormat(canonical, out var length) && text.SequenceEqual(canonical[..length]) ? address : null;
    }

    private static IPAddress? ReadV6(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept("0123456789abcdefABCDEF:.")) return null; // a zone means nothing on another machine
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? Networks.Plain(address) : null;
    }

    private static bool IsPortOrNothing(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text.Length is > 1 and <= 6 && text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));
}
