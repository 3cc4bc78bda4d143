using System.Text;
using Creel.Server.Inboxes;

namespace Creel.Server.Tailing;

/// <summary>
/// Draws a <see cref="TailState"/>. Lines scroll as any program's do and stay in the terminal's history; only the status line is
/// written over, and, while something is selected, the lines that are still to be seen.
/// </summary>
internal sealed class TailScreen(TextWriter output, bool colour)
{
    private const string Wrap = "\e[?7h", NoWrap = "\e[?7l", EraseRest = "\e[K", NewLine = "\r\n";

    private readonly StringBuilder _text = new();
    private (int Width, int Height) _size;
    private long _drawnTo;
    private int _rows;
    private bool _wasPaused;

    // Behind which row, of all there ever were, the window ends.
    private long _end;
    private bool _inSheet;

    /// <summary>How many lines of it can be seen at once, the status line not counted.</summary>
    public int Page => Math.Max(1, _size.Height - 1);

    public void Draw(TailState state, (int Width, int Height) size)
    {
        var resized = size != _size && _size != default;
        _size = size;
        _text.Append(NoWrap);
        if (state.Sheet is { } sheet) DrawSheet(sheet);
        else
        {
            if (_inSheet) _text.Append("\e[?1049l");
            _inSheet = false;
            if (resized) Clear();
            DrawRows(state);
        }
        output.Write(_text.ToString());
        output.Flush();
        _text.Clear();
    }

    /// <summary>Leaves the terminal as it was.</summary>
    public void End()
    {
        output.Write($"{(_inSheet ? "\e[?1049l" : "")}\r{EraseRest}{Wrap}");
        output.Flush();
    }

    private void DrawRows(TailState state)
    {
        var fresh = (int)Math.Min(state.ShownEver - _drawnTo, state.Shown.Count);
        _drawnTo = state.ShownEver;
        if (_rows > 0 && (state.Paused || _wasPaused)) Rewrite(state, fresh);
        _wasPaused = state.Paused;
        for (var i = state.Shown.Count - fresh; i < state.Shown.Count; i++)
            _text.Append('\r').Append(EraseRest).Append(state.Shown[i].Text).Append(NewLine);
        _rows = Math.Min(_rows + fresh, Page);
        // What was said while something is selected pushed it up.
        if (fresh > 0 && state.Selected is not null) Rewrite(state, 0);
        _text.Append('\r').Append(EraseRest).Append(Inverse(TextWidth.Cut(state.Status(), Math.Max(1, _size.Width - 1))));
    }

    // The rows that are ours and still to be seen, from where the selection is, or from the end again.
    private void Rewrite(TailState state, int fresh)
    {
        var there = state.Shown.Count - fresh;
        var rows = Math.Min(_rows, there);
        var forgotten = state.ShownEver - state.Shown.Count;
        if (fresh > 0 || !state.Paused || !_wasPaused) _end = forgotten + there;
        if (fresh == 0 && state.Selected is { } selected) _end = Math.Clamp(_end, forgotten + selected + 1, forgotten + selected + rows);
        _end = Math.Clamp(_end, forgotten + rows, forgotten + there);
        if (rows > 0) _text.Append($"\r\e[{rows}A");
        for (var i = (int)(_end - forgotten) - rows; i < _end - forgotten; i++)
            _text.Append('\r').Append(EraseRest).Append(i == state.Selected ? Inverse(Plain(state.Shown[i].Text)) : state.Shown[i].Text).Append(NewLine);
    }

    private void DrawSheet(TailSheet sheet)
    {
        if (!_inSheet) _text.Append("\e[?1049h");
        _inSheet = true;
        _text.Append("\e[H");
        for (var i = sheet.Top; i < Math.Min(sheet.Top + Page, sheet.Lines.Count); i++) _text.Append(EraseRest).Append(sheet.Lines[i]).Append(NewLine);
        _text.Append("\e[J").Append($"\e[{_size.Height};1H");
        var rest = Math.Max(0, sheet.Lines.Count - sheet.Top - Page);
        _text.Append(Inverse(TextWidth.Cut($"up, down, space: {(rest > 0 ? $"{rest} more lines" : "the end")}  ·  q goes back", Math.Max(1, _size.Width - 1))));
    }

    // After the size changed nobody knows which row is where.
    private void Clear()
    {
        _text.Append("\e[2J\e[H");
        _rows = 0;
        _drawnTo = Math.Max(0, _drawnTo - Page);
    }

    private string Inverse(string text) => colour ? $"\e[7m{text}\e[0m" : $"\e[7m{text}\e[27m";

    // Colours inside would end the inverse.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\e') plain.Append(text[i]);
            else while (i < text.Length && text[i] != 'm') i++;
        }
        return plain.ToString();
    }
}
