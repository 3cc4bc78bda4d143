using System.Buffers;
using System.Net;

namespace Creel.Senders;

/// <summary>
/// How to make a link that opens out of what a sender wrote: unescaped when it writes HTML, the placeholder it leaves for its
/// own name filled, relative links made absolute. The host is the one it names of itself, else the address it called from.
/// </summary>
internal sealed record LinkRule(FactPath[] From, bool HtmlEscaped, string? Placeholder, FactPath[] Host)
{
    private readonly SearchValues<string>? _placeholder =
        Placeholder is null ? null : SearchValues.Create([Placeholder], StringComparison.OrdinalIgnoreCase);

    public string? Read(in CapturedValues values, string remoteAddress)
    {
        // One more than allowed, to tell a link of the greatest length from a cut one.
        var link = values.First(From, FactText.LinkLimit + 1);
        if (link is null || link.Length > FactText.LinkLimit) return null;
        if (HtmlEscaped && link.Contains('&')) link = WebUtility.HtmlDecode(link);
        if (_placeholder is not null && link.AsSpan().ContainsAny(_placeholder))
        {
            if (OwnHost(values, remoteAddress) is not { } host) return null;
            link = link.Replace(Placeholder!, host, StringComparison.OrdinalIgnoreCase);
        }
        // Unescaping can bring back what had been cleaned away.
        if (link.AsSpan().ContainsAnyInRange('\0', '\u001f') || link.AsSpan().ContainsAnyInRange('\u007f', '\u009f')) return null;
        if (IsWeb(link)) return link;
        if (link.StartsWith("//", StringComparison.Ordinal)) return $"https:{link}";
        if (HasScheme(link) || OwnHost(values, remoteAddress) is not { } own) return null;
        return $"https://{own}/{link.TrimStart('/')}";
    }

    private static bool IsWeb(string link) =>
        link.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || link.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whatever else a browser would do with a link (<c>javascript:</c> above all) is not for us to offer.</summary>
    private static bool HasScheme(string link)
    {
        var colon = link.IndexOf(':');
        return colon >= 0 && link.AsSpan(0, colon).IndexOfAny("/?#") < 0;
    }

    private string? OwnHost(in CapturedValues values, string remoteAddress)
    {
        foreach (var path in Host)
        {
            if (AsHost(values.Text(path)) is { } named) return named;
        }
        return AsHost(remoteAddress);
    }

    private static string? AsHost(string? name)
    {
        switch (Uri.CheckHostName(name))
        {
            case UriHostNameType.Dns or UriHostNameType.IPv4: return name;
            case UriHostNameType.IPv6 when IPAddress.TryParse(name, out var address):
                if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
                return $"[{new IPAddress(address.GetAddressBytes())}]";
            default: return null;
        }
    }
}
