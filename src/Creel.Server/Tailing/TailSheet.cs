namespace Creel.Server.Tailing;

/// <summary>An open event: its lines, and which of them is at the top of the screen.</summary>
internal sealed record TailSheet(IReadOnlyList<string> Lines, int Top = 0)
{
    public TailSheet Moved(int by, int page) => this with { Top = Math.Clamp(Top + by, 0, Math.Max(0, Lines.Count - page)) };
}
