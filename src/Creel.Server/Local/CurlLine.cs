namespace Creel.Server.Local;

/// <summary>A <c>curl</c> command ready to paste into a shell, for a first event.</summary>
internal static class CurlLine
{
    /// <param name="url">Where to.</param>
    /// <param name="user">Credentials; null leaves the option out.</param>
    /// <param name="caFile">The receiver's CA; null makes curl accept any certificate.</param>
    public static string For(string url, UserPassword? user, string? caFile)
    {
        var trust = !url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ""
            : caFile is null ? " --insecure"
            : $" --cacert {Quote(caFile)}";
        var credentials = user is null ? "" : $" --user {Quote($"{user.User}:{user.Password}")}";
        return $"curl{trust}{credentials} -H 'Content-Type: application/json' -d '{{\"hello\": \"creel\"}}' {Quote(url)}";
    }

    // Single quotes hold anything but themselves; plain words stay as they are, for the eye.
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@%+=,".Contains(c)) ? text : $"'{text.Replace("'", @"'\''")}'";
}
