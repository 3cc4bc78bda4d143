using System.Globalization;
using Creel.Configuration;

namespace Creel.Receiving;

/// <summary>What is said of a sender that may give us up.</summary>
internal static class SenderWarning
{
    /// <param name="stage">How near it is.</param>
    /// <param name="source">Where.</param>
    /// <param name="run">What went wrong.</param>
    /// <param name="last">The last of it: <c>401 wrong signature, from 192.0.2.1</c>.</param>
    /// <param name="now">The time of the run's clock.</param>
    public static string Text(SuspensionStage stage, Source source, in FailureRun run, string last, TimeSpan now)
    {
        var requests = run.Count == 1
            ? $"the last request to source `{source.Name}` was answered with an error ({last})"
            : $"the last {run.Count.ToString("N0", CultureInfo.InvariantCulture)} requests to source `{source.Name}`, within {Duration((stage == SuspensionStage.Over ? run.Last : now) - run.First)}, were answered with errors (the last: {last})";
        return $"{source.Sender.Title} {(stage == SuspensionStage.Over ? "has probably stopped sending" : "may soon stop sending")}: {requests}. {source.Sender.Delivery.Suspends!.Text}";
    }

    public static string Ended(Source source) => $"source `{source.Name}` takes again what {source.Sender.Title} sends";

    public static string Slow(Source source, TimeSpan took, TimeSpan limit) => string.Create(CultureInfo.InvariantCulture,
        $"source `{source.Name}` took {took.TotalSeconds:0.0} s to answer {source.Sender.Title}, which takes an answer after {limit.TotalSeconds:0.#} s for a failure: look at the disk's latency and at the network between.");

    private static string Duration(TimeSpan time) => time.TotalMinutes < 2 ? $"{time.TotalSeconds:0} s" : time.TotalHours < 3 ? $"{time.TotalMinutes:0} min" : time.TotalDays < 3 ? $"{time.TotalHours:0} h" : $"{time.TotalDays:0} days";
}
