using Creel.Server.Local;

namespace Creel.Server.Sending;

/// <summary>Where to send, as whom, and whose certificate to trust besides those of this machine's CAs.</summary>
internal sealed record SendTarget(Uri Url, UserPassword? User, string? CaFile)
{
    /// <summary>It is a receiver on this machine whose data directory we can read.</summary>
    public bool IsOurs => CaFile is not null;

    /// <summary>
    /// Finds the target: the URL given, or the local receiver's first source. Credentials are those given, else those in
    /// the URL, else the receiver's own if the URL is one of its addresses.
    /// </summary>
    public static SendTarget Find(string? url, UserPassword? user, string dataDirectory)
    {
        if (url is null) return Local(DataDirectory.OpenExisting(dataDirectory), user);
        var uri = ParseUrl(url);
        var bare = uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        user ??= CredentialsIn(uri);
        if (OpenIfThere(dataDirectory) is not { } data
            || ServerState.Read(data) is not { } state
            || !state.ReceiveUrls.Any(u => IsAt(bare, u)))
        {
            return new(bare, user, null);
        }
        var source = state.Sources.FirstOrDefault(s => SamePath(s.Value, bare.AbsolutePath)).Key;
        return new(bare, user ?? (source is null ? null : OwnCredentials(data, source)), data.CaFile);
    }

    private static SendTarget Local(DataDirectory data, UserPassword? user)
    {
        if (ServerState.Read(data) is not { ReceiveUrls.Length: > 0, Sources.Count: > 0 } state)
        {
            throw CommandException.Failed($"No receiver has said where it listens in {data.Path}.",
                "Start one with `creel serve`, or name a URL: creel send https://HOST:5443/webhook --user NAME:PASSWORD");
        }
        var (source, path) = state.Sources.TryGetValue("webhook", out var usual)
            ? new("webhook", usual)
            : state.Sources.OrderBy(s => s.Key, StringComparer.Ordinal).First();
        return new(new Uri(state.ReceiveUrls[0].TrimEnd('/') + path), user ?? OwnCredentials(data, source), data.CaFile);
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

    private static UserPassword? OwnCredentials(DataDirectory data, string source) => LocalSecrets.Read(data)?.Basic.GetValueOrDefault(source);

    private static bool IsAt(Uri url, string receiver) =>
        Uri.TryCreate(receiver, UriKind.Absolute, out var own)
        && Uri.Compare(url, own, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool SamePath(string source, string path) => source.TrimEnd('/') == path.TrimEnd('/');
}
