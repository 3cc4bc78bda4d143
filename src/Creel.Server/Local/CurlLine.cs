namespace Creel.Server.Local;

/// <summary>A <c>curl</c> command ready to paste into a shell, for a first event.</summary>
internal static class CurlLine
{
    /// <param name="url">Where to.</param>
    /// <param name="credential">What to show; null leaves the option out.</param>
    /// <param name="caFile">The receiver's CA; null makes curl accept any certificate.</param>
    public static string For(string url, SenderCredential? credential, string? caFile)
    {
        var trust = !url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ""
            : caFile is null ? " --insecure"
            : $" --cacert {Quote(caFile)}";
        var credentials = credential switch
        {
            null => "",
            { User: { } user } => $" --user {Quote($"{user.User}:{user.Password}")}",
            _ => $" -H {Quote($"{credential.Header}: {credential.Value}")}",
        };
        return $"curl{trust}{credentials} -H 'Content-Type: application/json' -d '{{\"hello\": \"creel\"}}' {Quote(url)}";
    }

    // Single quotes hold anything but themselves; plain words stay as they are, for the eye.
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@%+=,".Contains(c)) ? text : $"'{text.Replace("'", @"'\''")}'";
}
