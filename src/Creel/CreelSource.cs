namespace Creel;

/// <summary>A place that receives: its sender, what a sender must show, and what it is answered.</summary>
public sealed class CreelSource
{
    internal CreelSource(string path)
    {
        Path = path;
        Name = string.Concat(path.Trim('/').Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
    }

    internal List<(string User, string Password)> Basic { get; } = [];

    internal List<string> Bearer { get; } = [];

    internal List<(string Name, string Value)> Headers { get; } = [];

    internal List<string> Secrets { get; } = [];

    internal List<string> Topics { get; } = [];

    /// <summary>Where it receives, as it was declared.</summary>
    public string Path { get; }

    /// <summary>How it is called in events and logs. Default: the path, with hyphens for slashes. Another name makes another source of it.</summary>
    public string Name { get; set; }

    /// <summary>The product that sends: <c>catalyst-center</c>, one added with <see cref="CreelOptions.AddSender"/>, or <c>generic</c> (the default), which reads no facts.</summary>
    public string Sender { get; set; } = "generic";

    /// <summary>Takes events from anybody. Default: false; a source without credentials is a mistake unless it says so.</summary>
    public bool Open { get; set; }

    /// <summary>Addresses and networks that may send, such as <c>192.0.2.0/24</c>. Default: empty, all may. Behind a proxy use the forwarded-headers middleware.</summary>
    public IList<string> Allow { get; } = [];

    /// <summary>Refuses a body that is not JSON with 400. Default: false; it is kept, marked as malformed.</summary>
    public bool RequireJson { get; set; }

    /// <summary>Keeps credentials in headers, query and body as they were sent. Default: false; they are masked before anything is kept.</summary>
    public bool KeepSecrets { get; set; }

    /// <summary>Bytes that a body may have, also when it is unpacked; it takes the place of the server's limit. Null (the default): the sender's, else 10 MiB.</summary>
    public long? BodyLimit { get; set; }

    /// <summary>The status of an acknowledgement, 200 to 299; null (the default): what the sender wants, else 202.</summary>
    public int? AcknowledgeStatus { get; set; }

    /// <summary>What an acknowledgement says; null (the default): what the sender wants, else <c>Webhook notification received</c>, or nothing where the status has no body.</summary>
    public string? AcknowledgeBody { get; set; }

    /// <summary>How long its events are kept; null (the default): as long as those of the others.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Bytes that its events may have together; null (the default): no limit of its own.</summary>
    public long? MaxBytes { get; set; }

    /// <summary>Takes HTTP Basic with this user and password. Several are good side by side, while one replaces another.</summary>
    /// <param name="user">Without a colon.</param>
    /// <param name="password">A secret: keep it out of the code. An empty one is refused.</param>
    public CreelSource AddBasic(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(password);
        Basic.Add((user, password));
        return this;
    }

    /// <summary>Takes <c>Authorization: Bearer</c> with this token.</summary>
    /// <param name="token">A secret: keep it out of the code. An empty one is refused.</param>
    public CreelSource AddBearer(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Bearer.Add(token);
        return this;
    }

    /// <summary>
    /// Takes what the sender proves with this secret, in the sender's own way: a signature, or the secret itself where it sends that.
    /// Several are good side by side. Where there are other credentials as well, both must hold.
    /// </summary>
    /// <param name="secret">Keep it out of the code. An empty one, and one that can't be a key of the sender, are refused.</param>
    public CreelSource AddSecret(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Secrets.Add(secret);
        return this;
    }

    /// <summary>Takes what AWS SNS signs for this topic (sender <c>aws-sns</c>).</summary>
    /// <param name="arn">For example <c>arn:aws:sns:eu-west-1:123456789012:alarms</c>.</param>
    public CreelSource AddTopic(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        Topics.Add(arn);
        return this;
    }

    /// <summary>Takes a header with a secret value.</summary>
    /// <param name="name">Its name, such as <c>X-Auth-Token</c>.</param>
    /// <param name="value">A secret: keep it out of the code. An empty one is refused.</param>
    public CreelSource AddHeader(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        Headers.Add((name, value));
        return this;
    }
}
