using System.Text;

namespace Creel.Server.Tests.Tailing;

/// <summary>As much of a terminal as <c>creel tail</c> uses: a grid that scrolls, and a second one on demand. What it does not know fails the test.</summary>
internal sealed class MadeUpTerminal(int width, int height) : TextWriter
{
    private List<StringBuilder> _lines = [new()];
    private List<StringBuilder>? _behind;
    private int _top;
    private int _row;
    private int _column;
    private string? _escape;

    public override Encoding Encoding => Encoding.UTF8;

    public bool Alternate => _behind is not null;

    public bool Wraps { get; private set; } = true;

    /// <summary>What can be seen, without empty lines below.</summary>
    public string[] Screen => [.. _lines.Skip(_top).Select(line => line.ToString().TrimEnd())];

    /// <summary>What has scrolled away and what can be seen.</summary>
    public string[] All => [.. _lines.Select(line => line.ToString().TrimEnd())];

    public override void Write(char value)
    {
        if (_escape is not null) Escape(value);
        else if (value == '\e') _escape = "";
        else if (value == '\r') _column = 0;
        else if (value == '\n') LineFeed();
        else Put(value);
    }

    private void Put(char value)
    {
        Assert.True(value >= ' ', $"a control character: {(int)value:x2}");
        var line = _lines[_row];
        if (_column >= width) return;
        while (line.Length <= _column) line.Append(' ');
        line[_column++] = value;
    }

    private void LineFeed()
    {
        _row++;
        if (_row == _lines.Count) _lines.Add(new());
        if (_row - _top >= height) _top++;
    }

    private void Escape(char value)
    {
        _escape += value;
        if (!char.IsLetter(value)) return;
        var (what, number) = (_escape, int.TryParse(_escape[1..^1].Split(';')[0], out var n) ? n : 1);
        _escape = null;
        switch (what)
        {
            case "[K": _lines[_row].Length = Math.Min(_lines[_row].Length, _column); break;
            case "[H": (_row, _column) = (_top, 0); break;
            case "[J": _lines.RemoveRange(_row + 1, _lines.Count - _row - 1); _lines[_row].Length = Math.Min(_lines[_row].Length, _column); break;
            case "[2J": foreach (var line in _lines.Skip(_top)) line.Clear(); break;
            case "[?7l": Wraps = false; break;
            case "[?7h": Wraps = true; break;
            case "[?1049h": (_behind, _lines, _saved) = (_lines, [new()], (_top, _row, _column)); (_top, _row, _column) = (0, 0, 0); break;
            case "[?1049l": (_lines, _behind) = (_behind!, null); (_top, _row, _column) = _saved; break;
            case [.., 'A']:
                Assert.True(_row - number >= _top, "the cursor would leave the screen");
                _row -= number;
                break;
            case [.., 'H']:
                while (_lines.Count < _top + number) _lines.Add(new());
                (_row, _column) = (_top + number - 1, 0);
                break;
            case [.., 'm']: break;
            default: Assert.Fail($"unknown: {what}"); break;
        }
    }

    private (int, int, int) _saved;
}
