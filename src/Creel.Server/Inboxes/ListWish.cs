namespace Creel.Server.Inboxes;

/// <summary>What to list.</summary>
/// <param name="Limit">How many events at most.</param>
/// <param name="Before">The cursor to go on from.</param>
/// <param name="Json">As JSON lines, not as a table.</param>
/// <param name="Again">The options that name the inbox again, for the command that shows the next page.</param>
internal sealed record ListWish(int Limit, string? Before = null, bool Json = false, string Again = "")
{
    /// <summary>What to look for; empty: everything.</summary>
    public string Query { get; init; } = "";

    /// <summary>The command that shows the next page.</summary>
    public string Command { get; init; } = "list";
}
