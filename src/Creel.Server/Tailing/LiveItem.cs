using System.Text.Json;

namespace Creel.Server.Tailing;

/// <summary>What the live feed says: <c>ready</c>, <c>event</c> with its row, or <c>skipped</c>.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Data">The JSON that comes with it.</param>
/// <param name="Cursor">Where to go on after it.</param>
internal sealed record LiveItem(string Kind, JsonElement Data, string Cursor)
{
    public const string Ready = "ready";
    public const string Event = "event";
    public const string Skipped = "skipped";

    /// <summary>How many events went by.</summary>
    public long Lost => Kind == Skipped && Data.TryGetProperty("skipped", out var count) && count.TryGetInt64(out var lost) ? lost : 0;
}
