using Creel.Json;

namespace Creel.Tests.Json;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("details.Device", "details|Device")]
    [InlineData("details.\"Assurance Issue Status\"", "details|Assurance Issue Status")]
    [InlineData("\"a.b\".c-d.$e", "a.b|c-d|$e")]
    [InlineData("\"\"", "")]
    [InlineData("\"say \\\"hi\\\" \\\\ \"", "say \"hi\" \\ ")]
    public void Reads_a_path(string text, string names) =>
        Assert.Equal(names, string.Join('|', JsonPath.Parse(text).Select(segment => segment.Name)));

    [Fact]
    public void Remembers_what_was_quoted() =>
        Assert.Equal([true, false], JsonPath.Parse("\"body\".body").Select(segment => segment.Quoted));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a\"b\"")]
    [InlineData("\"a\"b")]
    [InlineData("\"a")]
    [InlineData("\"a\\\"")]
    public void Refuses_what_is_none(string text) => Assert.Throws<FormatException>(() => JsonPath.Parse(text));
}
