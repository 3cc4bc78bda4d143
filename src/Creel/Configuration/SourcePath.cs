namespace Creel.Configuration;

/// <summary>The path that a source receives at.</summary>
internal static class SourcePath
{
    /// <summary>Without the slash at its end, which is forgiven to the sender too.</summary>
    public static string Bare(string path) => path.Length > 1 && path[^1] == '/' ? path[..^1] : path;

    public static void Check(Named<SourceOptions> source, ConfigProblems problems)
    {
        if (source.Value.Path is not { } path)
        {
            if (!source.Value.Given.Contains("path")) problems.Add(source.Place, "has no path.", $"Say where its sender sends to: path: /hooks/{source.Name.Value}");
            return;
        }
        if (Wrong(path) is { } wrong) problems.Add(path.Place, wrong);
    }

    private static Complaint? Wrong(Located<string> path) => path.Value switch
    {
        "" => new("is empty.", "Write a path such as /webhook."),
        "/" => new("is the root, which says that the receiver is up.", "Choose a path such as /webhook."),
        var text when text.Contains("://", StringComparison.Ordinal) => new($"is {path.Shown}, a URL.", "Write the path alone, such as /webhook; where to listen is said by `listen`."),
        var text when text[0] != '/' => new($"is {path.Shown}, which does not begin with a slash.", $"Write {(path.Shown[0] == '`' ? $"`/{path.Shown[1..]}" : "a path such as /webhook")}."),
        var text when text.AsSpan().IndexOfAny('?', '#', '%') >= 0 => new($"is {path.Shown}; a path has no ?, # or %.", "Write the characters that are meant, without query and without escapes."),
        var text when text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\') => new($"is {path.Shown}; a path has no spaces and backslashes.", "Choose another one."),
        var text when text[1..].Split('/') is var parts && parts[..^1].Any(part => part.Length == 0) || parts.Any(part => part is "." or "..") =>
            new($"is {path.Shown}, which senders shorten on their way.", "Write it without //, /./ and /../."),
        { Length: > 500 } => new("is longer than 500 characters.", "Choose a shorter one."),
        _ => null,
    };
}
