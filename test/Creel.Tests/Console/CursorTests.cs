using Creel.Console;
using CsCheck;

namespace Creel.Tests.WebConsole;

public sealed class CursorTests
{
    [Fact]
    public void Every_place_can_be_read_back() =>
        Gen.Long[0, long.MaxValue].Sample(seq => Cursor.TryRead(Cursor.At(seq), out var back) && back == seq);

    [Fact]
    public void What_is_read_is_what_would_be_written() =>
        Gen.String[Gen.Char["AQIDa-_=+/ \n0"], 0, 14].Sample(text => !Cursor.TryRead(text, out var seq) || Cursor.At(seq) == text);

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("AgAAAAAAAAAB")]
    [InlineData("Af__________")]
    [InlineData("AQAAAAAAAAAB ")]
    [InlineData("AQAAAAAA AAAB")]
    public void Other_texts_are_no_cursors(string text) => Assert.False(Cursor.TryRead(text, out _));
}
