using System.Net;
using Creel.Receiving;
using CsCheck;

namespace Creel.Tests.Receiving;

public sealed class HopAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData(" 192.0.2.1\t", "192.0.2.1")]
    [InlineData("192.0.2.1:4711", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:DB8::1]", "2001:db8::1")]
    [InlineData("[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void Reads_addresses_as_proxies_write_them(string text, string address) =>
        Assert.Equal(IPAddress.Parse(address), HopAddress.Read(text));

    [Theory]
    [InlineData(""), InlineData("unknown"), InlineData("_hidden"), InlineData("1"), InlineData("192.0.2"), InlineData("192.0.2.256")]
    [InlineData("0x7f.0.0.1"), InlineData("010.0.0.1"), InlineData("192.0.2.1:"), InlineData("192.0.2.1:123456"), InlineData("192.0.2.1:http")]
    [InlineData("fe80::1%eth0"), InlineData("[2001:db8::1"), InlineData("[2001:db8::1]x"), InlineData("[192.0.2.1]"), InlineData("[]"), InlineData("2001:db8::1]")]
    [InlineData("192.0.2.1 192.0.2.2"), InlineData("192.0.2.1/24"), InlineData("\"192.0.2.1\""), InlineData("::1::"), InlineData("creel.example.com")]
    public void Believes_nothing_that_can_be_read_in_two_ways(string text) => Assert.Null(HopAddress.Read(text));

    [Fact]
    public void Reads_what_the_framework_writes() => Gen.Select(Gen.Byte.Array[4], Gen.Byte.Array[16], Gen.Bool).Sample((v4, v6, first) =>
    {
        var address = Networks.Plain(new IPAddress(first ? v4 : v6));
        Assert.Equal(address, HopAddress.Read(address.ToString()));
    });

    [Fact]
    public void Never_throws() => Gen.String[Gen.Char["0123456789abcdefx.:[]% \t\"_-\u00fc\ud800"], 0, 70].Sample(text => HopAddress.Read(text) is not { } read
        || read.Equals(HopAddress.Read(read.ToString())));
}
