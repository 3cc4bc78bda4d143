using System.Net;
using Creel.Faults.Disk;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The real program on a disk that loses power or fails (<c>test/Creel.Faults/Disk</c>).</summary>
public sealed class DiskFaultTests : BlackBoxTest
{
    private const int ReadOnlyFileSystem = 30;

    private readonly FaultLoad _load = new();
    private readonly Random _random = new(20260305);
    private SimulatedDisk? _disk;

    private SimulatedDisk Disk
    {
        get
        {
            Assert.SkipUnless(SimulatedDisk.Missing is null, SimulatedDisk.Missing ?? "");
            return _disk ??= SimulatedDisk.Open(At("disk.page"));
        }
    }

    [Fact]
    public async Task Has_everything_it_acknowledged_after_the_power_went_again_and_again()
    {
        var rounds = FaultLoad.Rounds(few: 30);
        for (var round = 1; round <= rounds; round++)
        {
            // The first times in the middle of the first start.
            await LosePowerAsync(round, round <= 10 ? round * 6 : _random.Next(1, 900));
            if (File.Exists(Path.Combine(Data, "inbox.db"))) _load.AssertKept(Data);
        }
        Assert.True(_load.Acknowledged.Count > 10 * (rounds - 10), $"only {_load.Acknowledged.Count} were acknowledged: was there any load?");
        await using var last = await ServeAsync();
        using var client = last.Client();
        (await _load.SendAsync(client)).EnsureSuccessStatusCode();
        _load.AssertKept(Data);
        _load.Report($"power loss, {rounds} rounds, {Disk.Dropped} sectors lost");
    }

    /// <summary>The test of the test.</summary>
    [Fact]
    public async Task Loses_events_on_a_disk_that_only_says_it_flushed()
    {
        Disk.Lies = true;
        // Now and then nothing is lost by luck.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var seed = 1; seed < 10; seed++)
            {
                await LosePowerAsync(seed, after: 500);
                _load.AssertKept(Data);
            }
        });
        Assert.NotEmpty(_load.Acknowledged);
    }

    [Theory]
    [InlineData("no space", SimulatedDisk.NoSpace, (int)(SimulatedDisk.Kinds.Writes | SimulatedDisk.Kinds.Lengths | SimulatedDisk.Kinds.Creates))]
    [InlineData("failing writes", SimulatedDisk.IoError, (int)SimulatedDisk.Kinds.Writes)]
    [InlineData("failing fsync", SimulatedDisk.IoError, (int)SimulatedDisk.Kinds.Syncs)]
    [InlineData("read-only", ReadOnlyFileSystem, (int)SimulatedDisk.Kinds.Everything)]
    public async Task Refuses_with_503_while_the_disk_fails_shows_what_it_has_and_goes_on_by_itself(string fault, int errno, int kinds)
    {
        Disk.Begin(7);
        Disk.EndsTheProcess = true;
        await using var creel = await ServeAsync(SimulatedDisk.Environment(At("disk.page"), Data));
        using var client = creel.Client();
        for (var turn = 0; turn < 5; turn++)
        {
            for (var i = 0; i < 20; i++) (await _load.SendAsync(client)).EnsureSuccessStatusCode();
            Disk.Fail((SimulatedDisk.Kinds)kinds, errno, after: 1 + turn * 3, times: -1);
            HttpResponseMessage answer;
            // Where only some calls fail a few may still get through.
            for (var i = 0; (answer = await _load.SendAsync(client)).IsSuccessStatusCode; i++) Assert.True(i < 50, "it acknowledges without a disk");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal(0, (await CreelProcess.RunAsync("list", "--data", Data, "--json")).Exit);
            Disk.Heal();
        }
        (await _load.SendAsync(client)).EnsureSuccessStatusCode();
        Assert.Contains("events are kept again", await creel.PrintedAsync("events are kept again"));
        _load.AssertKept(Data);
        // What was acknowledged since is on disk, not only in memory.
        Disk.LosePowerAfter(1);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _load.SendAsync(client));
        await creel.EndedAsync();
        _load.AssertKept(Data);
        _load.Report($"{fault}, 5 times");
    }

    [Fact]
    public async Task Says_at_a_start_on_a_full_disk_what_could_not_be_written_and_starts_when_there_is_room()
    {
        var refused = 0;
        for (var after = 1; after <= 110; after += _random.Next(1, 10))
        {
            Disk.Begin(after);
            Disk.Fail(SimulatedDisk.Kinds.Writes | SimulatedDisk.Kinds.Lengths | SimulatedDisk.Kinds.Creates | SimulatedDisk.Kinds.Syncs, SimulatedDisk.NoSpace, after, times: -1);
            var data = At($"data-{after}");
            try
            {
                await using var creel = await CreelProcess.ServeAsync(data, SimulatedDisk.Environment(At("disk.page"), data), []);
                await creel.KillAsync();
            }
            catch (InvalidOperationException e)
            {
                refused++;
                Assert.StartsWith("creel ended with 1:", e.Message);
                Assert.Contains(data, e.Message);
                Assert.DoesNotContain("   at ", e.Message);
                Assert.Matches("full|space|I/O", e.Message);
            }
            await using var again = await CreelProcess.ServeAsync(data);
            Assert.Equal(0, await again.StopAsync());
        }
        Assert.True(refused > 3, "no start met the full disk");
    }

    private async Task LosePowerAsync(int seed, int after)
    {
        Disk.Begin(seed);
        Disk.EndsTheProcess = true;
        Disk.LosePowerAfter(after);
        try
        {
            await using var creel = await ServeAsync(SimulatedDisk.Environment(At("disk.page"), Data), "--print", "none");
            await _load.RunAsync(creel, int.MaxValue >> 1, () => Task.CompletedTask);
            Assert.Equal(137, await creel.EndedAsync());
        }
        catch (InvalidOperationException e)
        {
            // In the middle of its start.
            Assert.StartsWith("creel ended with 137:", e.Message);
        }
    }
}
