using Creel.Search;

namespace Creel.Tests.Search;

public sealed class QueryErrorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("levle:1", 0, "Did you mean level:?")]
    [InlineData("a servrity:error", 2, "Did you mean severity:?")]
    [InlineData("https://example.com", 0, "write it in quotes")]
    [InlineData("10.1.2.3:443", 0, "The keys are source,")]
    [InlineData("headers.x:1", 0, "header.x-github-event:push")]
    [InlineData("header:1", 0, "header.x-github-event:push")]
    [InlineData("header.:1", 0, "no header's name")]
    [InlineData("header.\"x\":1", 0, "no header's name")]
    [InlineData("body.a..b:1", 5, "a name is missing")]
    [InlineData("body.:1", 5, "a name is missing")]
    [InlineData("body.a.\"b c:1", 7, "never closed")]
    [InlineData(":1", 0, "key is missing")]
    [InlineData("level:", 6, "value of `level` is missing")]
    [InlineData("title: x", 6, "is missing")]
    [InlineData("level:two", 6, "level:<=2")]
    [InlineData("level:warning", 6, "severity:")]
    [InlineData("level:<=", 6, "no number")]
    [InlineData("level:2*", 6, "no number")]
    [InlineData("level:99999999999999999999", 6, "no number")]
    [InlineData("size:>1k", 5, "whole number")]
    [InlineData("severity:warnin", 9, "Did you mean warning?")]
    [InlineData("severity:P1", 9, "critical, error, warning, notice, info")]
    [InlineData("status:actve", 7, "Did you mean active?")]
    [InlineData("verdict:refused", 8, "It takes verified, open, imported, accepted.")]
    [InlineData("test:yes", 5, "It takes true, false.")]
    [InlineData("has:lnk", 4, "Did you mean link?")]
    [InlineData("ip:10.1", 3, "192.0.2.*")]
    [InlineData("ip:creel.example.net", 3, "192.0.2.0/24")]
    [InlineData("ip:192.0.2.1/33", 3, "no address")]
    [InlineData("id:42", 3, "An id looks like")]
    [InlineData("id:zz*", 3, "id:01890a5d*")]
    [InlineData("after:yesterday", 6, "2026-03-01T14:30")]
    [InlineData("after:2026-02-30", 6, "neither a date nor an age")]
    [InlineData("before:2y", 7, "7d or 4w")]
    [InlineData("before:99999999999d", 7, "neither")]
    [InlineData("before:2026-*", 7, "neither")]
    [InlineData("a \"b", 2, "never closed")]
    [InlineData("a\"b\"", 1, "middle of a word")]
    [InlineData("\"a\"b", 3, "follows the closing quote")]
    [InlineData("title:a\"b", 7, "middle of a word")]
    [InlineData("a*b", 1, "at the end")]
    [InlineData("---", 0, "nothing to negate")]
    [InlineData("a - b", 2, "nothing to negate")]
    [InlineData("a -", 2, "nothing to negate")]
    [InlineData("(a -)", 3, "nothing to negate")]
    [InlineData("\"---\"", 0, "no letter and no digit")]
    [InlineData("*", 0, "no letter and no digit")]
    [InlineData("(a b", 0, "never closed")]
    [InlineData("a) b", 1, "no opening one")]
    [InlineData("()", 1, "no term before")]
    [InlineData("a OR", 4, "missing at the end")]
    [InlineData("OR a", 0, "no term before `OR`")]
    [InlineData("a OR OR b", 5, "no term before `OR`")]
    [InlineData("(a OR )", 6, "no term before this parenthesis")]
    [InlineData("NOT a", 0, "-term")]
    [InlineData("a AND b", 2, "not needed")]
    public void What_is_no_query_is_refused_with_the_place_and_a_remedy(string text, int position, string said)
    {
        var e = Assert.Throws<QueryException>(() => EventQuery.Parse(text, Now));
        Assert.Equal(position, e.Position);
        Assert.Contains(said, e.Message);
        Assert.StartsWith($"Character {position + 1}: ", e.Message);
    }

    [Fact]
    public void What_would_cost_without_bounds_is_refused()
    {
        EventQuery.Parse(string.Join(' ', Enumerable.Repeat("a", QueryParser.MaxTerms)), Now);
        Assert.Contains("64 terms", Refused(string.Join(' ', Enumerable.Repeat("a", QueryParser.MaxTerms + 1))));
        EventQuery.Parse(new string('(', QueryParser.MaxDepth) + "a" + new string(')', QueryParser.MaxDepth), Now);
        Assert.Contains("nested deeper", Refused(new string('(', 900) + "a" + new string(')', 900)));
        Assert.Contains("longer than", Refused(new string('a', QueryParser.MaxLength + 1)));
    }

    private static string Refused(string text) => Assert.Throws<QueryException>(() => EventQuery.Parse(text, Now)).Message;
}
