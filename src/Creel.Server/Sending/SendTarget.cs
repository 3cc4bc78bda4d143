using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Server.Local;

namespace Creel.Server.Sending;

/// <summary>Where to send, as whom, and whose certificate to trust besides those of this machine's CAs.</summary>
internal sealed record SendTarget(Uri Url, SenderCredential? Credential, string? CaFile)
{
    public UserPassword? User => Credential?.User;

    /// <summary>The file of the certificate that it serves, where that is not of its own CA.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>What the sender calls it by, where that is another URL: it may be signed.</summary>
    public Uri? KnownAs { get; init; }

    /// <summary>The source that it is, of the receiver on this machine; null: another receiver's, or not to be read from here.</summary>
    public SourceAccess? Source { get; init; }

    /// <summary>Whom it knows.</summary>
    public SenderCatalog Senders { get; init; } = SenderCatalog.Embedded;

    /// <summary>It is a receiver on this machine whose data directory we can read.</summary>
    public bool IsOurs => CaFile is not null;

    /// <summary>
    /// Finds the target: the URL given, or the local receiver's first source. Credentials are those given, else those in
    /// the URL, else the receiver's own if the URL is one of its addresses.
    /// </summary>
    /// <param name="url">Where to; null: the receiver on this machine.</param>
    /// <param name="user">Credentials that were given.</param>
    /// <param name="dataDirectory">Of the receiver on this machine.</param>
    /// <param name="source">Which of its sources.</param>
    /// <param name="hasSecret">There is something to sign with already.</param>
    public static SendTarget Find(string? url, UserPassword? user, string dataDirectory, string? source = null, bool hasSecret = false)
    {
        var needed = user is null && !hasSecret;
        if (url is null) return Local(DataDirectory.OpenExisting(dataDirectory), user, source, needed);
        if (source is not null) throw CommandException.Usage("A URL and --source both say where to send.", "Give one of them.");
        var uri = ParseUrl(url);
        var bare = uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        user ??= CredentialsIn(uri);
        if (OpenIfThere(dataDirectory) is not { } data
            || ServerState.Read(data) is not { } state
            || !state.ReceiveUrls.Any(u => IsAt(bare, u)))
        {
            return new(bare, Given(user), null);
        }
        var own = state.Sources.FirstOrDefault(s => SamePath(s.Value, bare.AbsolutePath)).Key;
        return Ours(bare, data, state, own, user, needed);
    }

    private static SendTarget Local(DataDirectory data, UserPassword? user, string? wanted, bool needed)
    {
        if (ServerState.Read(data) is not { ReceiveUrls.Length: > 0, Sources.Count: > 0 } state)
        {
            throw CommandException.Failed($"No receiver has said where it listens in {data.Path}.",
                "Start one with `creel serve`, or name a URL: creel send https://HOST:5443/webhook --user NAME:PASSWORD");
        }
        if (wanted is not null && !state.Sources.ContainsKey(wanted))
            throw CommandException.Usage($"There is no source `{AnswerText.OneLine(wanted, 60)}`.", $"Name one of these: {string.Join(", ", state.Sources.Keys)}");
        var source = wanted ?? (state.Sources.ContainsKey(DefaultSource.Name) ? DefaultSource.Name : state.Sources.Keys.Order(StringComparer.Ordinal).First());
        return Ours(new Uri(state.ReceiveUrls[0].TrimEnd('/') + state.Sources[source]), data, state, source, user, needed);
    }

    private static SendTarget Ours(Uri url, DataDirectory data, ServerState state, string? source, UserPassword? user, bool needed)
    {
        var access = source is null ? null : Access(data, state, source, needed);
        return new(url, Given(user) ?? access?.Credentials.FirstOrDefault(), data.CaFile)
        {
            CertificateFile = state.CertificateFile,
            Source = access,
            Senders = SourceAccess.Senders(state.ConfigFile),
            KnownAs = state.PublicUrl is { } known && source is not null ? new Uri(known.TrimEnd('/') + state.Sources[source]) : null,
        };
    }

    private static DataDirectory? OpenIfThere(string path)
    {
        try { return DataDirectory.OpenExisting(path); }
        catch (CommandException) { return null; }
    }

    private static Uri ParseUrl(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0) return uri;
        var shown = WithoutCredentials(url);
        var guess = url.Contains("://", StringComparison.Ordinal) ? "https://HOST:5443/webhook" : $"https://{shown}";
        throw CommandException.Usage($"`{AnswerText.OneLine(shown, 200)}` is no URL that can be sent to.", $"Write it like this: {guess}");
    }

    // A password with a / or ? in it, not percent-encoded, is what makes many a URL none.
    private static string WithoutCredentials(string url)
    {
        var at = url.LastIndexOf('@');
        if (at < 0) return url;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        return $"{(scheme < 0 || scheme > at ? "" : url[..(scheme + 3)])}***{url[at..]}";
    }

    private static UserPassword? CredentialsIn(Uri uri) =>
        uri.UserInfo.Split(':', 2) is [{ Length: > 0 } name, var password] ? new(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)) : null;

    private static SenderCredential? Given(UserPassword? user) => user is null ? null : SenderCredential.Basic(user);

    private static SourceAccess? Access(DataDirectory data, ServerState state, string source, bool needed)
    {
        try
        {
            var access = SourceAccess.All(data, state.ConfigFile).FirstOrDefault(one => one.Name == source);
            if (!needed || access is not { Credentials: [], Secrets: [], Faults.Count: > 0 }) return access;
            throw CommandException.Failed($"The credentials of the source {source} can't be read from here: {access.Faults[0].Text(state.ConfigFile ?? "")}",
                "Give them with --user, --header or --secret.");
        }
        // Who brings credentials needs nothing of what is configured.
        catch (CommandException) when (!needed) { return null; }
    }

    private static bool IsAt(Uri url, string receiver) =>
        Uri.TryCreate(receiver, UriKind.Absolute, out var own)
        && Uri.Compare(url, own, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool SamePath(string source, string path) => source.TrimEnd('/') == path.TrimEnd('/');
}
