using System.Net;
using Creel.Receiving;
using Creel.Inbox;
using Creel.Server.Printing;

namespace Creel.Tests.Inbox;

/// <summary>Whoever has one address of an IPv6 network has 2^64 of them: limits count the network.</summary>
public sealed class AddressGroupTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::")]
    [InlineData("::1", "::")]
    public void An_address_counts_as_its_network(string address, string counted) =>
        Assert.Equal(IPAddress.Parse(counted), AddressGroup.Of(IPAddress.Parse(address)));

    [Fact]
    public void A_thousand_addresses_of_one_network_get_the_lines_of_one()
    {
        var throttle = new RefusalThrottle(TimeProvider.System);
        var lines = Enumerable.Range(0, 1_000).Count(i => throttle.Allows(Refused($"2001:db8::{i:x}"), out _));
        Assert.InRange(lines, 1, 2 * 20);
        Assert.True(throttle.Allows(Refused("2001:db8:0:1::1"), out _));
        Assert.True(throttle.Allows(Refused("unknown"), out _));
    }

    private static RequestOutcome Refused(string address) => new()
    {
        At = TimeProvider.System.GetUtcNow(),
        RemoteAddress = address,
        Method = "POST",
        Path = "/webhook",
        Status = 401,
    };
}
