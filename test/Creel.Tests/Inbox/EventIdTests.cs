using Creel.Inbox;
using CsCheck;

namespace Creel.Tests.Inbox;

public sealed class EventIdTests
{
    [Fact]
    public void Is_a_UUIDv7_that_says_when_it_was_made()
    {
        Gen.Long[0, 200_000_000_000_000].Sample(milliseconds =>
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            var id = EventId.New(at);
            Assert.Equal(7, id.Version);
            Assert.InRange(id.Variant, 8, 11);
            Assert.Equal(at.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
        });
    }

    [Fact]
    public void Is_never_the_same_twice_on_any_thread()
    {
        var ids = new Guid[200_000];
        Parallel.For(0, ids.Length, i => ids[i] = EventId.New(Events.Noon));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
