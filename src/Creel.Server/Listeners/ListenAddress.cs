using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Creel.Server.Listeners;

/// <summary>A URL to listen at: <c>https://*:5443</c>, <c>https://[::1]:0</c>, <c>http://127.0.0.1:8080</c>.</summary>
internal sealed record ListenAddress
{
    private ListenAddress(string url, bool tls, IPAddress? address, int port) => (Url, IsTls, Address, Port) = (url, tls, address, port);

    /// <summary>As it was written.</summary>
    public string Url { get; }

    public bool IsTls { get; }

    /// <summary>The one address to bind, or null for every address of the machine, IPv4 and IPv6.</summary>
    public IPAddress? Address { get; }

    /// <summary>Whether it is written by that name, which stands for IPv4 and IPv6.</summary>
    public bool IsLocalhost { get; private init; }

    /// <summary>0: any free port.</summary>
    public int Port { get; }

    /// <summary>Sockets for it that are bound already; none: it binds its own.</summary>
    public IReadOnlyList<IPEndPoint> Passed { get; init; } = [];

    /// <exception cref="CommandException">It is no such URL, or it would receive unencrypted from the network.</exception>
    public static ListenAddress Parse(string url) => Parse(url, []);

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="url">What is written.</param>
    /// <param name="trustedProxies">Proxies that do TLS before us.</param>
    public static ListenAddress Parse(string url, IReadOnlyList<IPNetwork> trustedProxies)
    {
        var (tls, rest) = Scheme(url);
        var (host, port) = HostAndPort(url, rest.EndsWith('/') ? rest[..^1] : rest, tls ? 443 : 80);
        var address = AddressOf(url, host);
        var parsed = new ListenAddress(url, tls, address, port) { IsLocalhost = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) };
        return ListenRule.Problem(parsed, trustedProxies) is { } problem ? throw CommandException.Usage(problem.What, problem.Remedy) : parsed;
    }

    /// <summary>Makes Kestrel listen here. Every address falls back to IPv4 where the system has no IPv6.</summary>
    public void Bind(KestrelServerOptions options, Action<ListenOptions> configure)
    {
        foreach (var socket in Passed) options.Listen(socket, configure);
        if (Passed.Count > 0) return;
        if (Address is null) options.ListenAnyIP(Port, configure);
        else options.Listen(Address, Port, configure);
    }

    public override string ToString() => Url;

    private static (bool IsTls, string Remainder) Scheme(string url)
    {
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return (true, url["https://".Length..]);
        if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) return (false, url["http://".Length..]);
        throw Wrong(url, "it does not begin with https:// (or http://)");
    }

    private static (string Host, int Port) HostAndPort(string url, string text, int defaultPort)
    {
        if (text.AsSpan().IndexOfAny('/', '?', '#') >= 0) throw Wrong(url, "it has a path; paths belong to sources");
        if (text.Contains('@')) throw Wrong(url, "it has a user in it; credentials belong to sources");
        var bracket = text.LastIndexOf(']');
        var colon = text.IndexOf(':', bracket + 1);
        if (bracket < 0 && colon != text.LastIndexOf(':')) throw Wrong(url, "an IPv6 address stands in brackets: https://[::1]:5443");
        if (colon < 0) return (text, defaultPort);
        return ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (text[..colon], port)
            : throw Wrong(url, "its port is not a number from 0 to 65535");
    }

    private static IPAddress? AddressOf(string url, string host)
    {
        if (host is "*" or "+") return null;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        var bracketed = host is ['[', .., ']'];
        var bare = bracketed ? host[1..^1] : host;
        var isAddress = IPAddress.TryParse(bare, out var address) && bracketed == bare.Contains(':')
            && (bracketed || bare.Count(c => c == '.') == 3);
        return isAddress ? address : throw Wrong(url, "its host is neither * nor an address of this machine");
    }

    private static CommandException Wrong(string url, string why) => CommandException.Usage($"Can't listen at \"{url}\": {why}.",
        "Write for example https://*:5443 (all addresses), https://192.0.2.10:5443, https://[2001:db8::1]:5443 or http://127.0.0.1:8080.");
}
