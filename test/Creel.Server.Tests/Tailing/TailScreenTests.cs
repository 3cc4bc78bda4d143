using Creel.Server.Tailing;
using CsCheck;

namespace Creel.Server.Tests.Tailing;

public sealed class TailScreenTests
{
    private static readonly ConsoleKey[] Keys =
        [ConsoleKey.UpArrow, ConsoleKey.DownArrow, ConsoleKey.PageUp, ConsoleKey.PageDown, ConsoleKey.Spacebar, ConsoleKey.Escape, ConsoleKey.Enter];

    /// <summary>Whatever is done: the status is the last line, the selected event can be seen, and nothing that was shown is lost from the history.</summary>
    [Fact]
    public void Shows_the_latest_or_what_is_selected_above_the_status()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 12]).Array[1, 60].Sample(steps =>
        {
            var terminal = new MadeUpTerminal(200, 8);
            var screen = new TailScreen(terminal, colour: true);
            var state = new TailState("");
            var number = 0;
            screen.Draw(state, (200, 8));
            foreach (var (what, count) in steps)
            {
                if (what < 4)
                    for (var i = 0; i < count; i++) state.Arrived(new TailRow($"event {++number}", Guid.CreateVersion7(DateTimeOffset.UnixEpoch)));
                else if (what == 4) state.Say("something is said");
                else Press(state, screen, Keys[count % Keys.Length]);
                screen.Draw(state, (200, 8));
                AssertRight(terminal, state);
            }
            screen.End();
            Assert.True(terminal.Wraps);
            Assert.False(terminal.Alternate);
        });
    }

    [Fact]
    public void Keeps_all_that_came_during_a_pause_in_the_history_of_the_terminal()
    {
        var terminal = new MadeUpTerminal(80, 6);
        var screen = new TailScreen(terminal, colour: false);
        var state = new TailState("");
        Arrive(1, 20);
        Press(state, screen, ConsoleKey.UpArrow);
        for (var i = 0; i < 15; i++) Press(state, screen, ConsoleKey.UpArrow);
        screen.Draw(state, (80, 6));
        Arrive(21, 50);
        Press(state, screen, ConsoleKey.Spacebar);
        screen.Draw(state, (80, 6));
        screen.End();
        Assert.Equal([.. Enumerable.Range(1, 50).Select(n => $"event {n}"), ""], terminal.All);

        void Arrive(int from, int to)
        {
            for (var n = from; n <= to; n++) state.Arrived(new TailRow($"event {n}", Guid.CreateVersion7(DateTimeOffset.UnixEpoch)));
            screen.Draw(state, (80, 6));
        }
    }

    [Fact]
    public void Paints_anew_when_the_terminal_has_another_size()
    {
        var state = new TailState("");
        var terminal = new MadeUpTerminal(80, 10);
        var screen = new TailScreen(terminal, colour: false);
        for (var n = 1; n <= 30; n++) state.Arrived(new TailRow($"event {n}", Guid.CreateVersion7(DateTimeOffset.UnixEpoch)));
        screen.Draw(state, (80, 10));
        screen.Draw(state, (60, 10));
        Assert.Equal([.. Enumerable.Range(22, 9).Select(n => $"event {n}"), state.Status()], terminal.Screen);
    }

    [Theory]
    [InlineData("", 4, "")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("ab日本語", 4, "ab日|本語")]
    [InlineData("\e[31mabcd\e[0mef", 4, "\e[31mabcd\e[0m|ef")]
    [InlineData("a\ud83d\ude00b", 3, "a\ud83d\ude00|b")]
    public void Lines_of_an_open_event_go_on_below(string line, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', SheetText.Wrap(line, width)));

    private static void Press(TailState state, TailScreen screen, ConsoleKey key)
    {
        if (state.Press(new ConsoleKeyInfo('\0', key, false, false, false), screen.Page) is TailAct.Open)
            state.Opened([.. Enumerable.Range(1, 30).Select(n => $"line {n}")]);
    }

    private static void AssertRight(MadeUpTerminal terminal, TailState state)
    {
        Assert.Equal(state.Sheet is not null, terminal.Alternate);
        if (state.Sheet is { } sheet)
        {
            Assert.Equal(sheet.Lines.Skip(sheet.Top).Take(7), terminal.Screen.Take(Math.Min(7, sheet.Lines.Count - sheet.Top)));
            return;
        }
        Assert.Equal(state.Status(), terminal.Screen[^1]);
        if (state.Selected is { } selected) Assert.Contains(state.Shown[selected].Text, terminal.Screen);
        else Assert.Equal(state.Shown.TakeLast(Math.Min(7, state.Shown.Count)).Select(row => row.Text), terminal.Screen.SkipLast(1).TakeLast(Math.Min(7, state.Shown.Count)));
    }
}
