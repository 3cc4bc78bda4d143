using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Creel.Tests.WebConsole;

/// <summary>The page's files, as they are served.</summary>
public sealed partial class PageTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Files => new()
    {
        { "/", "text/html; charset=utf-8" },
        { "/console.css", "text/css; charset=utf-8" },
        { "/console.js", "text/javascript; charset=utf-8" },
        { "/api.js", "text/javascript; charset=utf-8" },
        { "/event.js", "text/javascript; charset=utf-8" },
        { "/list.js", "text/javascript; charset=utf-8" },
        { "/text.js", "text/javascript; charset=utf-8" },
        { "/creel.svg", "image/svg+xml" },
    };

    public async ValueTask InitializeAsync() => _host = await ConsoleHost.StartAsync(new ListEventLog());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory, MemberData(nameof(Files))]
    public async Task Each_file_has_its_type_and_is_sent_again_only_when_it_changed(string path, string type)
    {
        using var browser = _host.Anonymous();
        using var first = await browser.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.OK, type), (first.StatusCode, first.Content.Headers.ContentType!.ToString()));
        Assert.True(first.Headers.CacheControl!.NoCache);
        Assert.NotEmpty(await first.Content.ReadAsByteArrayAsync(Cancel));

        using var known = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\""), first.Headers.ETag! } } };
        using var again = await browser.SendAsync(known, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var other = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(other, Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_page_runs_and_loads_nothing_but_its_own_files_and_makes_markup_of_nothing()
    {
        using var browser = _host.Anonymous();
        foreach (var file in Files)
        {
            var text = await browser.GetStringAsync(file.Data.Item1, Cancel);
            Assert.DoesNotMatch(Outside(), text.Replace("http://www.w3.org/2000/svg", ""));
            Assert.DoesNotMatch(MakesMarkup(), text);
        }
        var page = await browser.GetStringAsync("/", Cancel);
        Assert.DoesNotContain("style=", page);
        Assert.DoesNotMatch(Inline(), page);
        Assert.Equal(["/console.css", "/console.js", "/creel.svg"], Asked().Matches(page).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_name_is_not_served_the_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example.com" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _host.Client.SendAsync(request, Cancel)).StatusCode);
    }

    [GeneratedRegex("(?:https?:)?//[a-z0-9]", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setHTML|DOMParser|srcdoc")]
    private static partial Regex MakesMarkup();

    [GeneratedRegex(@"<style|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Asked();
}
