using System.Net;

namespace Creel.Server.Tests.BlackBox;

/// <summary>What was answered with success is there, however the process ends.</summary>
public sealed class DyingTests : BlackBoxTest
{
    private readonly FaultLoad _load = new();
    private readonly Random _random = new(20260304);

    [Fact]
    public async Task Has_everything_it_acknowledged_after_being_killed_under_load_again_and_again()
    {
        var rounds = FaultLoad.Rounds(few: 20);
        for (var round = 1; round <= rounds; round++)
        {
            await using var creel = await ServeAsync("--print", "none");
            await _load.RunAsync(creel, _random.Next(1, 400), creel.KillAsync, round % 2 == 0 ? HttpVersion.Version20 : null);
            _load.AssertKept(Data, everything: round % 10 == 0 || round == rounds);
        }
        _load.Report($"kill -9, {rounds} rounds");
    }

    [Fact]
    public async Task Finishes_and_answers_what_it_accepted_when_it_is_asked_to_stop()
    {
        var rounds = FaultLoad.Rounds(few: 8);
        for (var round = 1; round <= rounds; round++)
        {
            await using var creel = await ServeAsync("--print", "none");
            await _load.RunAsync(creel, _random.Next(1, 400), async () => Assert.Equal(0, await creel.StopAsync()), round % 2 == 0 ? HttpVersion.Version20 : null);
            Assert.False(File.Exists(Path.Combine(Data, "inbox.db-wal")), "a proper stop leaves no log");
            _load.AssertKept(Data, everything: round == rounds);
        }
        _load.AssertRefusedIsNotKept(Data);
        _load.Report($"SIGTERM, {rounds} rounds");
    }
}
