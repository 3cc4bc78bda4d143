namespace Creel.Server.Tests.BlackBox;

/// <summary>The real program with a clock that jumps (libfaketime).</summary>
public sealed class ClockTests : BlackBoxTest
{
    private readonly FaultLoad _load = new();

    [Fact]
    public async Task Receives_on_in_order_while_the_clock_jumps_both_ways_and_mends_its_certificate()
    {
        var library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault() : null;
        Assert.SkipWhen(library is null, "faketime is not installed");
        var clock = At("clock");
        File.WriteAllText(clock, "+0d");
        KeyValuePair<string, string>[] faked =
        [
            new("LD_PRELOAD", library!), new("FAKETIME_TIMESTAMP_FILE", clock), new("FAKETIME_NO_CACHE", "1"),
            new("FAKETIME_DONT_FAKE_MONOTONIC", "1"), new("DONT_FAKE_MONOTONIC", "1"),
        ];
        await using var creel = await ServeAsync(faked);
        using var client = creel.Client();
        foreach (var offset in (string[])["+0d", "+400d", "-400d", "-9000d", "+0d"])
        {
            File.WriteAllText(clock, offset);
            for (var i = 0; i < 20; i++) (await _load.SendAsync(client)).EnsureSuccessStatusCode();
            // What it issues ahead of time no new connection takes: it must be issued again.
            if (offset == "+400d") await creel.PrintedAsync("The server certificate is a new one");
        }
        await creel.PrintedAsync("and the clock went back");
        using (var anew = creel.Client()) (await _load.SendAsync(anew)).EnsureSuccessStatusCode();
        _load.AssertKept(Data);
        var years = (await ExportAsync()).Select(one => one.GetProperty("receivedAt").GetDateTimeOffset().Year).ToList();
        Assert.Equal(101, years.Count);
        Assert.True(years.Distinct().Count() >= 3, "the clock did not jump");
        Assert.Equal(years[0], years[^1]);
    }
}
