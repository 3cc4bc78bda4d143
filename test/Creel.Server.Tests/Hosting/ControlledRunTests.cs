using Creel.Server.Windows;

namespace Creel.Server.Tests.Hosting;

public sealed class ControlledRunTests
{
    private readonly TaskCompletionSource<(int Code, string? Why)> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Stops_when_it_is_asked_to_and_tells_nobody_else()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var run = new ControlledRun(async stop =>
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registered = stop.Register(stopped.SetResult);
            started.SetResult();
            await stopped.Task;
            return 0;
        }, (code, why) => _ended.SetResult((code, why)));
        run.Start();
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, run.Stop());
        Assert.False(_ended.Task.IsCompleted);
    }

    [Theory]
    [InlineData(1, 1064)]
    [InlineData(2, 87)]
    [InlineData(0, 0)]
    public async Task Says_that_it_ended_by_itself_and_how(int exit, int code)
    {
        ControlledRun run = null!;
        // Who is told stops it, as Windows does.
        run = new ControlledRun(_ => Task.FromResult(exit), (ended, why) => _ended.SetResult((ended == run.Stop() ? ended : -1, why)));
        using (run)
        {
            run.Start();
            Assert.Equal((code, null), await _ended.Task.WaitAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Says_why_it_could_not_be_started()
    {
        using var run = new ControlledRun(_ => throw CommandException.Usage("--listen is wrong.", "Write it like this."), (code, why) => _ended.SetResult((code, why)));
        run.Start();
        var (code, why) = await _ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(87, code);
        Assert.Contains("--listen is wrong", why);
    }
}
