using Creel.Server.Tailing;

namespace Creel.Server.Tests.Tailing;

public sealed class TailStateTests
{
    private readonly TailState _state = new("");

    [Fact]
    public void Shows_what_comes_and_holds_it_while_paused()
    {
        Arrive(1, 2);
        Press(' ');
        Arrive(3, 4);
        Assert.Equal(["1", "2"], Shown());
        Assert.StartsWith("paused, 2 since", _state.Status());
        Press(' ');
        Assert.Equal(["1", "2", "3", "4"], Shown());
        Assert.StartsWith("following all events", _state.Status());
    }

    [Fact]
    public void Holds_a_bounded_number_and_counts_the_rest()
    {
        Press(' ');
        for (var i = 1; i <= TailState.HeldAtMost + 7; i++) Arrive(i);
        Assert.StartsWith("paused, 1,007 since", _state.Status());
        Press(' ');
        Assert.Equal(TailState.Remembered, _state.Shown.Count);
        Assert.StartsWith("7 more events", _state.Shown[^1].Text);
        Assert.Equal($"{TailState.HeldAtMost}", _state.Shown[^2].Text);
    }

    [Fact]
    public void Remembers_a_bounded_number()
    {
        for (var i = 1; i <= TailState.Remembered + 5; i++) Arrive(i);
        Assert.Equal((TailState.Remembered, "6"), (_state.Shown.Count, _state.Shown[0].Text));
        Assert.Equal(TailState.Remembered + 5, _state.ShownEver);
    }

    [Fact]
    public void Selecting_pauses_and_goes_from_event_to_event()
    {
        Arrive(1);
        _state.Arrived(new TailRow("12 events skipped"));
        Arrive(2, 3);
        Press(ConsoleKey.UpArrow);
        Assert.Equal("3", Selected());
        Press('k');
        Press('k');
        Assert.Equal("1", Selected());
        Press('k');
        Assert.Equal("1", Selected());
        Press('j');
        Assert.Equal("2", Selected());
        Press(ConsoleKey.Escape);
        Assert.Null(_state.Selected);
        Assert.False(_state.Paused);
    }

    [Fact]
    public void Keys_do_no_harm_when_there_is_nothing()
    {
        foreach (var key in (char[])['k', 'j', '\r', ' ', ' ', '\e', 'x', '\0', '?'])
            Press(key);
        Press(ConsoleKey.PageDown);
        Press(ConsoleKey.Enter);
        Assert.Equal(TailAct.None, Press(ConsoleKey.PageUp));
    }

    [Fact]
    public void Enter_opens_the_selected_event_and_q_goes_back_to_it()
    {
        Arrive(1, 2);
        Press('k');
        Assert.Equal(new TailAct.Open(Id(2)), Press(ConsoleKey.Enter));
        _state.Opened([.. Enumerable.Range(1, 100).Select(n => $"line {n}")]);
        Press(ConsoleKey.PageDown);
        Assert.Equal(10, _state.Sheet!.Top);
        for (var i = 0; i < 20; i++) Press(' ');
        Assert.Equal(90, _state.Sheet!.Top);
        Press('k');
        Assert.Equal(89, _state.Sheet!.Top);
        Assert.Equal(TailAct.None, Press('q'));
        Assert.Null(_state.Sheet);
        Assert.Equal("2", Selected());
        Assert.IsType<TailAct.Quit>(Press('q'));
    }

    [Fact]
    public void A_query_is_typed_mended_and_applied()
    {
        Press('/');
        Type("levle:1");
        Assert.Equal(new TailAct.Filter("levle:1"), Press(ConsoleKey.Enter));
        _state.Refused("levle:1", "There is no key `levle`.");
        Assert.Contains("There is no key", _state.Status());
        Assert.Equal("", _state.Query);
        for (var i = 0; i < 4; i++) Press(ConsoleKey.Backspace);
        Assert.DoesNotContain("There is no key", _state.Status());
        Type("el:1");
        Assert.Equal(new TailAct.Filter("level:1"), Press(ConsoleKey.Enter));
        _state.Filtered("level:1");
        Assert.StartsWith("following level:1", _state.Status());
        Assert.Equal("Events that match level:1:", _state.Shown[^1].Text);
    }

    [Fact]
    public void Escape_leaves_the_query_as_it_was()
    {
        Press('/');
        Type("q k j ? /");
        Press(ConsoleKey.Escape);
        Assert.StartsWith("following all events", _state.Status());
    }

    private void Arrive(params int[] numbers)
    {
        foreach (var number in numbers) _state.Arrived(new TailRow($"{number}", Id(number)));
    }

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private string[] Shown() => [.. _state.Shown.Select(row => row.Text)];

    private string? Selected() => _state.Selected is { } at ? _state.Shown[at].Text : null;

    private void Type(string text)
    {
        foreach (var character in text) Press(character);
    }

    private TailAct Press(char character) => _state.Press(new ConsoleKeyInfo(character, character switch
    {
        ' ' => ConsoleKey.Spacebar,
        '\r' => ConsoleKey.Enter,
        '\e' => ConsoleKey.Escape,
        _ => ConsoleKey.None,
    }, false, false, false), page: 10);

    private TailAct Press(ConsoleKey key) => _state.Press(new ConsoleKeyInfo('\0', key, false, false, false), page: 10);
}
