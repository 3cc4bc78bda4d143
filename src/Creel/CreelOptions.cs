namespace Creel;

/// <summary>
/// What an app that receives webhooks decides. Checked as a whole when the app starts: with a mistake in it the app does not
/// start, and the <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> holds every mistake with its remedy.
/// </summary>
public sealed class CreelOptions
{
    internal List<CreelSource> Sources { get; } = [];

    internal List<string> Profiles { get; } = [];

    /// <summary>
    /// The folder that events are kept in; made, for its owner only, when it is missing. A relative path counts from the content
    /// root. There is no default: whether a folder outlives a deployment is known to the app alone. One app has it at a time, and
    /// it must be on a local disk.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// A YAML file with <c>sources</c> and <c>retention</c>, as <c>creel serve</c> reads it; null (the default): none. A relative path
    /// counts from the content root. It is read once, at the start. Keys that are the app's own affair (<c>listen</c>, <c>tls</c>,
    /// <c>trustedProxies</c>) are refused.
    /// </summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>
    /// What senders call the app by, such as <c>https://hooks.example.com</c>; null (the default): what each request says. Some senders
    /// sign the URL that they call (Twilio, Trello, HubSpot), which a proxy before the app may have changed.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>How long events are kept, at least a minute; null (the default): no limit of age.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>
    /// Bytes that the inbox may take on disk, at least 64 MiB; over it the oldest events are deleted. Null (the default): 20 GB or
    /// a fifth of the volume, whichever is less.
    /// </summary>
    public long? MaxBytes { get; set; }

    /// <summary>Declares a source: a place that receives. It receives once it is mapped, by its path or with all others.</summary>
    /// <param name="name">How it is called in events: up to 63 letters, digits, dots, hyphens and underscores.</param>
    /// <param name="path">Where its sender sends to, such as <c>/hooks/github</c>. A trailing slash matches too.</param>
    /// <param name="configure">Says at least what the sender must show, or that nothing is needed (<see cref="CreelSource.Open"/>).</param>
    public CreelOptions AddSource(string name, string path, Action<CreelSource> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(configure);
        var source = new CreelSource(path) { Name = name };
        configure(source);
        Sources.Add(source);
        return this;
    }

    /// <summary>Adds a sender of your own: how it signs, and where in its JSON the facts stand. A source names it as its <see cref="CreelSource.Sender"/>.</summary>
    /// <param name="json">The profile as JSON; docs/own-senders.md has the format. One of the name of a sender that Creel brings takes its place.</param>
    public CreelOptions AddSender(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Profiles.Add(json);
        return this;
    }
}
