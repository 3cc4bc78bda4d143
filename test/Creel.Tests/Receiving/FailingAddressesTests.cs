using System.Net;
using Creel.Receiving;

namespace Creel.Tests.Receiving;

public sealed class FailingAddressesTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("198.51.100.7");
    private readonly HeldClock _clock = new();

    [Fact]
    public void Answers_come_later_and_later_but_never_later_than_two_seconds()
    {
        var delays = Enumerable.Range(1, 1000).Select(FailingAddresses.Delay).ToList();
        Assert.All(delays.Take(FailingAddresses.Free), delay => Assert.Equal(TimeSpan.Zero, delay));
        Assert.Equal(TimeSpan.FromMilliseconds(250), delays[FailingAddresses.Free]);
        Assert.Equal(delays.Order(), delays);
        Assert.Equal(TimeSpan.FromSeconds(2), delays[^1]);
    }

    [Fact]
    public void Addresses_are_counted_apart_and_forgotten_with_time()
    {
        var failing = new FailingAddresses(_clock);
        for (var i = 0; i < FailingAddresses.Free; i++) Assert.Equal(TimeSpan.Zero, failing.Failed(Guesser));
        Assert.NotEqual(TimeSpan.Zero, failing.Failed(Guesser));
        Assert.NotEqual(TimeSpan.Zero, failing.Failed(IPAddress.Parse("::ffff:198.51.100.7")));
        Assert.Equal(TimeSpan.Zero, failing.Failed(IPAddress.Parse("198.51.100.8")));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(TimeSpan.Zero, failing.Failed(Guesser));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.Zero, failing.Failed(Guesser));
    }

    [Fact]
    public void An_IPv6_address_is_counted_with_its_network()
    {
        var failing = new FailingAddresses(_clock);
        for (var i = 0; i < FailingAddresses.Free; i++) failing.Failed(IPAddress.Parse($"2001:db8:0:1::{i}"));
        Assert.NotEqual(TimeSpan.Zero, failing.Failed(IPAddress.Parse("2001:db8:0:1:ffff::1")));
        Assert.Equal(TimeSpan.Zero, failing.Failed(IPAddress.Parse("2001:db8:0:2::1")));
    }

    [Fact]
    public void A_flood_of_addresses_makes_it_forget_and_not_grow()
    {
        var failing = new FailingAddresses(_clock);
        for (var i = 0; i <= FailingAddresses.Free; i++) failing.Failed(Guesser);
        for (var i = 0; i < 3 * FailingAddresses.MostAddresses; i++) failing.Failed(new IPAddress(0x0A000000 + i));
        Assert.InRange(failing.Count, 1, 2 * FailingAddresses.MostAddresses);
        Assert.Equal(TimeSpan.Zero, failing.Failed(Guesser));
    }
}
