using System.Collections.Concurrent;
using Creel.Inbox;
using Creel.Telemetry;

namespace Creel.Storage;

/// <summary>Retention of an inbox in use: how much and how long, the look at the disk, and the metrics.</summary>
internal sealed class InboxRetention
{
    private readonly ConcurrentDictionary<string, long> _deleted = [];

    /// <param name="plan">What holds at the moment. Only the writer asks.</param>
    /// <param name="directory">Where the inbox is: the disk that is looked at.</param>
    /// <param name="report">Told in sentences; apart from the rest, what the operator must see to.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="time">The clock.</param>
    public InboxRetention(Func<RetentionPlan> plan, string directory, (Action<string> Say, Action<string> Warn) report, CreelMetrics metrics, TimeProvider time)
    {
        State = new RetentionState(plan);
        InboxMetrics? counted = null;
        Watch = new RetentionWatch(State, () => DiskSpace.Of(directory), report.Say, time)
        {
            Deleted = deleted =>
            {
                counted!.Deleted(deleted.Reason, deleted.Events);
                _deleted.AddOrUpdate(deleted.Reason, deleted.Events, (_, earlier) => earlier + deleted.Events);
            },
            Warned = report.Warn,
        };
        counted = new InboxMetrics(metrics.Meter, new InboxGauges
        {
            Bytes = () => State.Seen?.Space.Total,
            Limit = () => State.Seen?.Limit,
            Free = () => Watch.Free,
            Oldest = () => State.Seen?.Oldest?.ToUnixTimeSeconds(),
        }, Inbox.Deleted.Age, Inbox.Deleted.Bytes);
        // Before the first event: nothing is taken onto a disk that is full already.
        Watch.Look();
    }

    public RetentionState State { get; }
    public RetentionWatch Watch { get; }

    /// <summary>Events deleted since the start, for a reason.</summary>
    public long Deleted(string reason) => _deleted.GetValueOrDefault(reason);
}
