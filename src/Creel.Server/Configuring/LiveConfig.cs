using Creel.Configuration;

namespace Creel.Server.Configuring;

/// <summary>The configuration in force. It is swapped whole: a request sees one topology from its beginning to its end.</summary>
internal sealed class LiveConfig(Configured first, Func<IReadOnlyList<Source>> defaultSources)
{
    private volatile Topology _topology = first.Build(defaultSources);
    private Configured _now = first;

    public Topology Topology => _topology;

    /// <summary>
    /// Called before a swap, each with what will be in force: what they can't do they refuse with a <see cref="CommandException"/>,
    /// and the old configuration stays. The last one may be one that can't be undone.
    /// </summary>
    public List<Action<Topology, TlsSettings>> Before { get; } = [];

    /// <summary>Called with what is in force: after a swap, and after one that was refused, to undo what was prepared for it.</summary>
    public List<Action<Topology>> After { get; } = [];

    /// <summary>Puts a new configuration in force, and says what that means.</summary>
    public string Swap(Configured next)
    {
        var (before, restart) = (_topology, NeedRestart(next));
        // These keys are what the listeners were started with: a listener without TLS must not outlive the proxies it was allowed for.
        var sources = next.Sources ?? defaultSources();
        var topology = new Topology(sources)
        {
            TrustedProxies = before.TrustedProxies,
            PublicUrl = before.PublicUrl,
            Retention = next.Retention,
            Senders = next.Senders,
            PreviousSecrets = before.PreviousSecrets.After(before.Sources, sources),
        };
        Prepare(topology, next.Tls);
        _topology = topology;
        _now = next with { Listen = _now.Listen, Console = _now.Console, PublicUrl = _now.PublicUrl, TrustedProxies = _now.TrustedProxies };
        Follow(topology);
        return $"{ConfigChange.Describe(before.Sources, topology.Sources)}{(restart.Count == 0 ? "" : $" A restart is needed for {string.Join(", ", restart)}: until then the old value is in force.")}";
    }

    private void Prepare(Topology topology, TlsSettings tls)
    {
        try
        {
            foreach (var prepare in Before) prepare(topology, tls);
        }
        catch
        {
            Follow(_topology);
            throw;
        }
    }

    private void Follow(Topology topology)
    {
        foreach (var follow in After) follow(topology);
    }

    private List<string> NeedRestart(Configured next)
    {
        var keys = new List<string>();
        if (!(next.Listen ?? []).SequenceEqual(_now.Listen ?? [])) keys.Add("listen");
        if (next.Console != _now.Console) keys.Add("console");
        if (next.PublicUrl != _now.PublicUrl) keys.Add("publicUrl");
        if (!next.TrustedProxies.SequenceEqual(_now.TrustedProxies)) keys.Add("trustedProxies");
        return keys;
    }
}
