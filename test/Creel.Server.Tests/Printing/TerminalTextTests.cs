using Creel.Server.Printing;

namespace Creel.Server.Tests.Printing;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("/webhook?a=1&b=\"x\" \\", "/webhook?a=1&b=\"x\" \\")]
    [InlineData("größe 🚪 日本", "größe 🚪 日本")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u001b]0;title\u0007", "\\u001b]0;title\\u0007")]
    [InlineData("\u009b31m\u0085\u007f", "\\u009b31m\\u0085\\u007f")]
    [InlineData("\u202egnp.exe\u2069\u061c\u200f", "\\u202egnp.exe\\u2069\\u061c\\u200f")]
    [InlineData("a\u200bb\u2028c\u2029d\ufeff", "a\\u200bb\\u2028c\\u2029d\\ufeff")]
    [InlineData("\U000E0041", "\\udb40\\udc41")]
    public void Writes_out_what_could_drive_or_deceive(string text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    [Fact]
    public void Writes_out_unpaired_surrogates() =>
        Assert.Equal("a\\ud83d\\ud83d🚪\\udeaa", TerminalText.Clean("a\ud83d\ud83d\ud83d\udeaa\udeaa"));
}
