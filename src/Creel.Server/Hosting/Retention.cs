using System.Collections.Concurrent;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Server.Printing;
using Creel.Telemetry;

namespace Creel.Server.Hosting;

/// <summary>Retention of a running server: what is configured at the moment, the look at the disk, and the metrics.</summary>
internal sealed class Retention
{
    private readonly ConcurrentDictionary<string, long> _deleted = [];

    public Retention(Func<Topology> topology, string directory, Action<string> say, CreelMetrics metrics, TimeProvider time)
    {
        State = new RetentionState(() => topology().RetentionPlan);
        InboxMetrics? counted = null;
        Watch = new RetentionWatch(State, () => DiskSpace.Of(directory), say, time)
        {
            Deleted = deleted =>
            {
                counted!.Deleted(deleted.Reason, deleted.Events);
                _deleted.AddOrUpdate(deleted.Reason, deleted.Events, (_, earlier) => earlier + deleted.Events);
            },
            Warned = sentence => say(Journal.Warning + sentence),
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
