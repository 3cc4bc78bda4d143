namespace Creel.Server.Local;

/// <summary>How to send to a source, for whoever sets a sender up.</summary>
internal sealed record SourceCredentials(string Source, UserPassword User, IReadOnlyList<string> Urls, string? CaFile)
{
    /// <exception cref="CommandException">There is no such source, or it has no user.</exception>
    public static SourceCredentials Find(DataDirectory data, string? source)
    {
        var basic = LocalSecrets.Read(data)?.Basic ?? [];
        if (basic.Count == 0) throw CommandException.Failed($"No credentials were made yet in {data.Path}.", "They are made at the first start: creel serve");
        source ??= basic.Count == 1 || basic.ContainsKey("webhook") ? basic.Keys.FirstOrDefault(k => basic.Count == 1 || k == "webhook") : null;
        if (source is null || !basic.TryGetValue(source, out var user))
        {
            throw CommandException.Usage(source is null ? "There are several sources." : $"There is no source `{source}`.",
                $"Name one of these: {string.Join(", ", basic.Keys.Order(StringComparer.Ordinal))}");
        }
        var ca = data.CaFile;
        return new(source, user, UrlsOf(data, source), File.Exists(ca) ? ca : null);
    }

    public string Text() => $"""
        Source:         {Source}
        URL:            {string.Join("\n                ", Urls)}
        User:           {User.User}
        Password:       {User.Password}
        Authorization:  {User.HeaderValue}

        {CurlLine.For(Urls[0], User, CaFile)}

        """;

    /// <param name="dataOption">The <c>--data</c> that was given, to be given again.</param>
    public string WithoutSecrets(string? dataOption)
    {
        var command = $"creel auth show {CurlLine.Quote(Source)}{(dataOption is null ? "" : $" --data {CurlLine.Quote(dataOption)}")}";
        return $"""
            Source:         {Source}
            URL:            {string.Join("\n                ", Urls)}
            User:           {User.User}
            Password:       shown on a terminal by: {command}
                            shown anywhere by:      {command} --show-secrets

            """;
    }

    public override string ToString() => $"{Source}: {User}";

    private static IReadOnlyList<string> UrlsOf(DataDirectory data, string source)
    {
        var state = ServerState.Read(data);
        var path = state?.Sources.GetValueOrDefault(source) ?? "/webhook";
        return state is { ReceiveUrls.Length: > 0 } ? [.. state.ReceiveUrls.Select(u => u.TrimEnd('/') + path)] : ["https://localhost:5443" + path];
    }
}
