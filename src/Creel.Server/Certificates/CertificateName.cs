using System.Globalization;
using System.Net;

namespace Creel.Server.Certificates;

/// <summary>A name that a certificate vouches for: a DNS name (lower case, ASCII) or an IP address.</summary>
internal sealed record CertificateName
{
    private CertificateName(string text, IPAddress? address) => (Text, Address) = (text, address);

    public string Text { get; }

    /// <summary>The address, or null for a DNS name.</summary>
    public IPAddress? Address { get; }

    /// <summary>Addresses stand in certificates without a scope, and an IPv4 address as such.</summary>
    public static CertificateName Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        return new CertificateName(plain.ToString(), plain);
    }

    /// <summary>Reads what a person typed behind <c>--name</c>.</summary>
    /// <exception cref="CommandException">It is neither a DNS name nor an address.</exception>
    public static CertificateName Parse(string text) => TryParse(text)
        ?? throw CommandException.Usage($"\"{text}\" is not a name for a certificate.",
            "Give a host name or an address as senders write it in their URL, without scheme, port and path: "
            + "--name creel.example.net or --name 192.0.2.10.");

    public static CertificateName? TryParse(string text)
    {
        var bare = text is ['[', .., ']'] ? text[1..^1] : text;
        if (LooksLikeAddress(bare) && IPAddress.TryParse(bare, out var address))
        {
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null : Of(address);
        }
        return ToAscii(text.TrimEnd('.')) is { } name && IsHostName(name) ? new CertificateName(name, null) : null;
    }

    public override string ToString() => Text;

    // IPAddress.TryParse takes "1" and "0x7f.1" for addresses; nobody who types these means one.
    private static bool LooksLikeAddress(string text) => text.Contains(':') || text.Count(c => c == '.') == 3;

    private static string? ToAscii(string text)
    {
        try
        {
            return new IdnMapping().GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsHostName(string name)
    {
        var labels = name.Split('.');
        if (labels[0] == "*") labels = labels.Length > 2 ? labels[1..] : [];
        return name.Length <= 253 && labels.Length > 0 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    // Underscores are no part of a host name, but hosts are called so, and senders reach them.
    private static bool IsLabel(string label) =>
        label is { Length: > 0 and <= 63 } && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
