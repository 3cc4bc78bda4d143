using Creel.Inbox;
using Creel.Search;
using Creel.Telemetry;

namespace Creel.Console;

/// <summary>What the console and its API are made of.</summary>
internal sealed record ConsoleParts
{
    public required IEventLog Log { get; init; }

    /// <summary>Finds what a query asks for in <see cref="Log"/>.</summary>
    public required IEventSearch Search { get; init; }

    public required ApiToken Token { get; init; }

    /// <summary>Whether webhooks can be kept right now: the answer of <c>/health/ready</c>.</summary>
    public required Func<bool> Ready { get; init; }

    /// <summary>False when only a restart could help: the answer of <c>/health/live</c>.</summary>
    public Func<bool> Alive { get; init; } = () => true;

    /// <summary>Why not, in words for an operator; null when it is ready.</summary>
    public Func<string?> WhyNotReady { get; init; } = () => null;

    /// <summary>Events as they are kept; null where nobody may listen.</summary>
    public EventFeed? Feed { get; init; }

    /// <summary>The refused requests; null where none are kept.</summary>
    public ConsoleQuarantine? Quarantine { get; init; }

    /// <summary>Null where nothing can be brought in.</summary>
    public ConsoleImport? Import { get; init; }

    /// <summary>Null where there is no server to tell about.</summary>
    public ConsoleOverview? Overview { get; init; }

    public required PrometheusWriter Metrics { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of faults of ours: the path asked for, and what happened. Who asked is told nothing of it.</summary>
    public required Action<string, Exception> Fault { get; init; }

    /// <summary>Host names the console is reached by, besides localhost and plain addresses, which always are right.</summary>
    public Func<IEnumerable<string>> Hosts { get; init; } = () => [];

    /// <summary>Told in a sentence who signed in.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
