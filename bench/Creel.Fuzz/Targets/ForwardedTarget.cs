using System.Net;
using System.Text;
using Creel.Receiving;

namespace Creel.Fuzz.Targets;

/// <summary>What proxies write of where a request began: believed of a trusted one, and of nobody else.</summary>
internal static class ForwardedTarget
{
    private static readonly IPAddress Proxy = IPAddress.Parse("192.0.2.5");
    private static readonly IPAddress Stranger = IPAddress.Parse("203.0.113.9");
    private static readonly IPNetwork[] Trusted = [new(Proxy, 32)];

    public static FuzzTarget Create() => new("forwarded", input =>
    {
        var parts = Encoding.Latin1.GetString(input).Split('\n');
        var (told, standard) = (parts[0], parts.Length > 1 ? parts[1] : null);
        FindingException.ThrowUnless(ForwardedFor.Resolve(Stranger, told, standard, Trusted).Address.Equals(Stranger), "a stranger was believed");
        _ = ForwardedFor.Resolve(Proxy, told, standard, Trusted);
    }, "198.51.100.7, 192.0.2.5\n", "\nfor=\"[2001:db8::7]:4711\";proto=https, for=192.0.2.5", "unknown\nfor=_hidden", "::1, ,\nfor=");
}
