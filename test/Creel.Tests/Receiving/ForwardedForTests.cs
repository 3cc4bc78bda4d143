using System.Net;
using Creel.Receiving;
using CsCheck;
using Microsoft.Extensions.Primitives;

namespace Creel.Tests.Receiving;

public sealed class ForwardedForTests
{
    private static readonly IPAddress Proxy = IPAddress.Parse("192.0.2.5");
    private static readonly IPNetwork[] Trusted = [IPNetwork.Parse("192.0.2.0/28"), IPNetwork.Parse("2001:db8:1::/48")];

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.9, 198.51.100.7", "198.51.100.7")]               // what stands further left was written by a stranger
    [InlineData("198.51.100.7, 192.0.2.6", "198.51.100.7")]                 // over a second proxy
    [InlineData("rubbish, 198.51.100.7 , 2001:db8:1::9,192.0.2.6", "198.51.100.7")]
    [InlineData("203.0.113.9|198.51.100.7", "198.51.100.7")]                // two lines are one list
    [InlineData("198.51.100.7|192.0.2.6", "198.51.100.7")]
    [InlineData("192.0.2.7, 192.0.2.6", "192.0.2.7")]                       // all are proxies: the request began at the first of them
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void Walks_from_the_right_over_trusted_proxies(string list, string address) =>
        Assert.Equal((IPAddress.Parse(address), null), ForwardedFor.Resolve(Proxy, list.Split('|'), default, Trusted));

    [Theory]
    [InlineData("for=198.51.100.7", "198.51.100.7")]
    [InlineData("For=\"198.51.100.7:4711\";proto=https;by=192.0.2.5", "198.51.100.7")]
    [InlineData("proto=https ; for=\"[2001:db8::7]:4711\"", "2001:db8::7")]
    [InlineData("for=203.0.113.9;host=\"a,b\", for=\"198.51.100.\\7\"", "198.51.100.7")]
    [InlineData("for=198.51.100.7, for=192.0.2.6", "198.51.100.7")]
    [InlineData("for=\"unclosed|for=198.51.100.7", "198.51.100.7")]         // a line that a stranger broke does not spoil the proxy's own
    public void Reads_the_standard_header_too(string elements, string address) =>
        Assert.Equal((IPAddress.Parse(address), null), ForwardedFor.Resolve(Proxy, default, elements.Split('|'), Trusted));

    [Theory]
    [InlineData("X-Forwarded-For", "unknown")]
    [InlineData("X-Forwarded-For", "198.51.100.7, ")]
    [InlineData("X-Forwarded-For", "")]
    [InlineData("X-Forwarded-For", "rubbish, 192.0.2.6")]
    [InlineData("Forwarded", "for=unknown")]
    [InlineData("Forwarded", "for=_hidden")]
    [InlineData("Forwarded", "proto=https")]
    [InlineData("Forwarded", "for=198.51.100.7;for=203.0.113.9")]
    [InlineData("Forwarded", "for=\"198.51.100.7")]
    [InlineData("Forwarded", "for=\"unclosed, for=198.51.100.7")]
    [InlineData("Forwarded", "for")]
    [InlineData("Forwarded", "for=\"198.51.100.7\" x")]
    public void Does_not_believe_what_is_no_address_and_says_so(string header, string value)
    {
        var (address, doubt) = header == "Forwarded"
            ? ForwardedFor.Resolve(Proxy, default, value, Trusted)
            : ForwardedFor.Resolve(Proxy, value, default, Trusted);
        Assert.Equal(Proxy, address);
        Assert.StartsWith(header, doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void Believes_two_headers_only_when_they_agree()
    {
        Assert.Equal("198.51.100.7", ForwardedFor.Resolve(Proxy, "198.51.100.7", "for=198.51.100.7", Trusted).Address.ToString());
        var (address, doubt) = ForwardedFor.Resolve(Proxy, "198.51.100.7", "for=203.0.113.9", Trusted);
        Assert.Equal(Proxy, address);
        Assert.Contains("disagree", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_that_says_nothing_is_the_address_itself() =>
        Assert.Equal((Proxy, null), ForwardedFor.Resolve(Proxy, default, default, Trusted));

    [Fact]
    public void Nothing_that_an_untrusted_peer_writes_changes_its_address() => Gen.Select(Headers, Headers).Sample((list, elements) =>
    {
        var peer = IPAddress.Parse("198.51.100.1");
        Assert.Equal((peer, null), ForwardedFor.Resolve(peer, list, elements, Trusted));
    });

    [Fact]
    public void What_a_stranger_writes_before_the_proxy_s_own_entry_changes_nothing() => Gen.Select(Headers, Gen.Bool).Sample((stranger, sameLine) =>
    {
        var lines = stranger.ToArray();
        string?[] seen = sameLine && lines.Length > 0 ? [.. lines[..^1], lines[^1] + ", 203.0.113.9"] : [.. lines, "203.0.113.9"];
        Assert.Equal("203.0.113.9", ForwardedFor.Resolve(Proxy, seen, default, Trusted).Address.ToString());
    });

    [Fact]
    public void Never_throws_and_never_gives_an_address_together_with_a_doubt() => Gen.Select(Headers, Headers).Sample((list, elements) =>
    {
        var (address, doubt) = ForwardedFor.Resolve(Proxy, list, elements, Trusted);
        Assert.True(doubt is null || address.Equals(Proxy));
    });

    private static readonly string[] Pieces =
        ["for=", "For=\"", "\"", ",", ";", "=", "\\", " ", "192.0.2.6", "198.51.100.7", "[2001:db8::7]", ":80", "proto=https", "unknown", "[", "]"];

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]),
        Gen.Char.Select(c => c.ToString()));

    private static readonly Gen<StringValues> Headers =
        Piece.Array[0, 12].Select(string.Concat).Array[0, 3].Select(lines => new StringValues(lines));
}
