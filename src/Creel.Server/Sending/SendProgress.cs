using System.Globalization;

namespace Creel.Server.Sending;

/// <summary>One line on the terminal that says how far a run has come.</summary>
internal sealed class SendProgress(SendRun run, long? count, TextWriter terminal, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows the line until <paramref name="end"/>, then clears it.</summary>
    public async Task ShowAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) terminal.Write($"\r{Line(run.Tally, run.Elapsed, count)}\x1b[K");
        }
        catch (OperationCanceledException)
        {
            terminal.Write("\r\x1b[K");
        }
    }

    public static string Line(SendTally tally, TimeSpan elapsed, long? count)
    {
        var of = count is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0}") : "";
        var failed = tally.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {tally.Failed:N0} not answered 2xx") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{tally.Sent:N0}{of} sent, {SendSummary.Rate(tally.Sent, elapsed):N0}/s{failed}");
    }
}
