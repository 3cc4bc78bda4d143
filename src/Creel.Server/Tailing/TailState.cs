using System.Globalization;

namespace Creel.Server.Tailing;

/// <summary>
/// What <c>creel tail</c> shows on a terminal, and what keys do to it: no terminal in here, so that all of it can be tested.
/// Rows are remembered in a bounded number; while it is paused, so are those that come, and beyond that they are counted.
/// </summary>
internal sealed class TailState(string query)
{
    public const int Remembered = 1_000;
    public const int HeldAtMost = 1_000;

    private const string Keys = "space pauses and goes on · up, down (k, j) select · enter opens · / changes the query · q ends";

    private readonly List<TailRow> _shown = [];
    private readonly Queue<TailRow> _held = [];
    private long _missed;
    private string? _typed;
    private string? _error;

    /// <summary>The rows there are, oldest first.</summary>
    public IReadOnlyList<TailRow> Shown => _shown;

    /// <summary>How many rows were shown so far; those that are not remembered any more included.</summary>
    public long ShownEver { get; private set; }

    /// <summary>The row that is selected, while paused.</summary>
    public int? Selected { get; private set; }

    /// <summary>Nothing moves: what comes is held.</summary>
    public bool Paused { get; private set; }

    /// <summary>The events that are followed.</summary>
    public string Query { get; private set; } = query;

    /// <summary>An event that is open, as lines.</summary>
    public TailSheet? Sheet { get; private set; }

    /// <summary>An event came, or something was said.</summary>
    public void Arrived(TailRow row)
    {
        if (!Paused) Show(row);
        else if (_held.Count < HeldAtMost) _held.Enqueue(row);
        else if (row.Id is not null) _missed++;
    }

    /// <summary>Says something at once, paused or not.</summary>
    public void Say(string text) => Show(new TailRow(text));

    public void Opened(IReadOnlyList<string> lines) => Sheet = new TailSheet(lines);

    /// <summary>The new query is followed now.</summary>
    public void Filtered(string query)
    {
        (Query, _typed, _error) = (query, null, null);
        Say(query.Length == 0 ? "All events:" : $"Events that match {query}:");
    }

    /// <summary>It can't be; the old one goes on, and what was typed can be mended.</summary>
    public void Refused(string query, string why) => (_typed, _error) = (query, why);

    public TailAct Press(ConsoleKeyInfo key, int page)
    {
        if (Sheet is { } sheet) return InSheet(sheet, key, page);
        if (_typed is { } typed) return Typing(typed, key);
        switch (key.Key, key.KeyChar)
        {
            case (_, 'q'): return new TailAct.Quit();
            case (_, '?'): Say(Keys); return TailAct.None;
            case (_, '/'): (_typed, _error) = (Query, null); return TailAct.None;
            case (ConsoleKey.Spacebar, _): Toggle(); return TailAct.None;
            case (ConsoleKey.Escape, _): Resume(); return TailAct.None;
            case (ConsoleKey.UpArrow, _) or (_, 'k'): Select(-1); return TailAct.None;
            case (ConsoleKey.DownArrow, _) or (_, 'j'): Select(+1); return TailAct.None;
            case (ConsoleKey.PageUp, _): Select(-page); return TailAct.None;
            case (ConsoleKey.PageDown, _): Select(+page); return TailAct.None;
            case (ConsoleKey.Enter, _): return Selected is { } at && _shown[at].Id is { } id ? new TailAct.Open(id) : TailAct.None;
            default: return TailAct.None;
        }
    }

    /// <summary>The line at the bottom.</summary>
    public string Status()
    {
        if (_typed is { } typed) return _error is null ? $"Query: {typed}█  enter applies, esc leaves it" : $"Query: {typed}█  {_error}";
        var following = Query.Length == 0 ? "all events" : Query;
        if (!Paused) return $"following {following}  ·  space pauses, ? shows the keys";
        var waiting = _held.Count + _missed;
        var selected = Selected is { } at && _shown[at].Id is { } id ? $"  ·  {id}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"paused, {waiting:N0} since{selected}  ·  enter opens, space goes on");
    }

    private TailAct InSheet(TailSheet sheet, ConsoleKeyInfo key, int page)
    {
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Escape or ConsoleKey.Enter or ConsoleKey.LeftArrow or ConsoleKey.Backspace, _) or (_, 'q'): Sheet = null; break;
            case (ConsoleKey.UpArrow, _) or (_, 'k'): Sheet = sheet.Moved(-1, page); break;
            case (ConsoleKey.DownArrow, _) or (_, 'j'): Sheet = sheet.Moved(+1, page); break;
            case (ConsoleKey.PageUp, _): Sheet = sheet.Moved(-page, page); break;
            case (ConsoleKey.PageDown or ConsoleKey.Spacebar, _): Sheet = sheet.Moved(+page, page); break;
        }
        return TailAct.None;
    }

    private TailAct Typing(string typed, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Escape) (_typed, _error) = (null, null);
        else if (key.Key == ConsoleKey.Enter) return Done(typed.Trim());
        else if (key.Key == ConsoleKey.Backspace) (_typed, _error) = (typed[..^Math.Min(typed.Length, LastLength(typed))], null);
        else if (key.Key == ConsoleKey.U && key.Modifiers.HasFlag(ConsoleModifiers.Control)) (_typed, _error) = ("", null);
        else if (!char.IsControl(key.KeyChar)) (_typed, _error) = (typed + key.KeyChar, null);
        return TailAct.None;
    }

    private TailAct Done(string query)
    {
        (_typed, _error) = (null, null);
        return query == Query ? TailAct.None : new TailAct.Filter(query);
    }

    private static int LastLength(string text) => text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1;

    private void Toggle()
    {
        if (Paused) Resume();
        else Paused = true;
    }

    private void Resume()
    {
        (Paused, Selected) = (false, null);
        while (_held.TryDequeue(out var row)) Show(row);
        if (_missed > 0) Say(string.Create(CultureInfo.InvariantCulture, $"{_missed:N0} more events came while it was paused. `creel list` has them."));
        _missed = 0;
    }

    // Whoever selects wants to read: nothing may move meanwhile.
    private void Select(int by)
    {
        Paused = true;
        if (_shown.Count == 0) return;
        var from = Selected ?? _shown.Count;
        var step = Math.Sign(by);
        var at = Math.Clamp(from + by, 0, _shown.Count - 1);
        // Only events can be opened; the next one in this direction, or else it stays.
        while (at >= 0 && at < _shown.Count && _shown[at].Id is null) at += step;
        if (at >= 0 && at < _shown.Count) Selected = at;
    }

    private void Show(TailRow row)
    {
        _shown.Add(row);
        ShownEver++;
        if (_shown.Count <= Remembered) return;
        _shown.RemoveAt(0);
        if (Selected > 0) Selected--;
    }
}
