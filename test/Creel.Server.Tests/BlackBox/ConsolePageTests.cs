using System.Net;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>The page at <c>/</c> in a real browser, of the real program.</summary>
public sealed class ConsolePageTests : BlackBoxTest
{
    private const string Rows = "document.querySelectorAll('#rows tr').length";

    [Fact]
    public async Task The_link_of_creel_console_signs_in_and_events_appear_as_they_come()
    {
        Assert.SkipUnless(Chromium.Binary is not null, "There is no Chromium or Chrome on this machine.");
        await using var creel = await ServeAsync();
        await SendAsync(creel, """{"title": "before"}""");
        await using var browser = await Chromium.StartAsync();

        await browser.OpenAsync(creel.Console);
        await browser.UntilAsync("!document.getElementById('signed-out').hidden");
        Assert.Contains("creel console", await TextAsync(browser, "#signed-out"));

        var link = await LinkAsync();
        await browser.OpenAsync(link);
        await browser.UntilAsync($"{Rows} === 1");
        Assert.Equal("", (await browser.EvaluateAsync("location.hash"))!.GetValue<string>());
        Assert.Contains("✓ ready", await TextAsync(browser, "#health"));
        await browser.UntilAsync("document.getElementById('feed').textContent === 'live'");
        Assert.DoesNotContain(browser.Requests, url => url.Contains(link.Fragment["#code=".Length..]) && !url.Contains('#'));
        Assert.Equal("", (await browser.EvaluateAsync("document.cookie"))!.GetValue<string>());

        await browser.EvaluateAsync("window.same = true");
        var id = await SendAsync(creel, """{"title": "after"}""");
        await browser.UntilAsync($"{Rows} === 2 && document.querySelector('#rows tr code').textContent === '{id}'");
        Assert.True((await browser.EvaluateAsync("window.same"))!.GetValue<bool>());

        await browser.EvaluateAsync("document.getElementById('sign-out').click()");
        await browser.UntilAsync("!document.getElementById('signed-out').hidden && document.getElementById('events').hidden");
        Assert.Equal(0, (await browser.EvaluateAsync(Rows))!.GetValue<int>());
        await browser.OpenAsync(link);
        await browser.UntilAsync("document.getElementById('why-not').textContent.includes('used already')");
        Assert.All(browser.Requests, url => Assert.True(url.StartsWith(creel.Console.AbsoluteUri, StringComparison.Ordinal) || url.StartsWith("about:", StringComparison.Ordinal), url));
    }

    [Fact]
    public async Task What_senders_write_is_shown_as_text_and_runs_nothing()
    {
        Assert.SkipUnless(Chromium.Binary is not null, "There is no Chromium or Chrome on this machine.");
        await using var creel = await ServeAsync();
        const string markup = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>";
        await SendAsync(creel, JsonSerializer.Serialize(new { title = new string('W', 10_000) }));
        await SendAsync(creel, "{\"title\": \"abc\\u202egpj.exe\\u0007\\u200b\", \"link\": \"javascript:document.title='run'\"}");
        var hostile = await SendAsync(creel, JsonSerializer.Serialize(new { title = markup, link = "javascript:document.title='run'", more = markup }), "X-Strange", markup);
        await using var browser = await Chromium.StartAsync();
        await browser.ResizeAsync(360, 740, dark: false);

        await browser.OpenAsync(await LinkAsync());
        await browser.UntilAsync($"{Rows} === 3");
        var titles = (await browser.EvaluateAsync("[...document.querySelectorAll('.title')].map((one) => one.textContent)"))!.AsArray().Select(one => one!.GetValue<string>()).ToList();
        Assert.Equal(markup, titles[0]);
        Assert.Equal("abc\\u202egpj.exe\ufffd\\u200b", titles[1]);
        Assert.Equal(new string('W', 300) + "…", titles[2]);
        Assert.True((await browser.EvaluateAsync("document.documentElement.scrollWidth <= 360"))!.GetValue<bool>());

        // By keyboard: the title is a button, and Escape closes what it opened.
        await browser.EvaluateAsync("document.querySelector('.title').focus()");
        await browser.PressAsync("Enter", 13, "\r");
        await browser.UntilAsync("document.getElementById('event').open && document.querySelector('#event-content pre')");
        Assert.Equal(markup, await TextAsync(browser, "#event-title"));
        Assert.Contains(hostile.ToString(), await TextAsync(browser, "#event-content"));
        Assert.Contains("onerror", await TextAsync(browser, "#event-content pre"));
        Assert.Contains(markup, await TextAsync(browser, "#event-content"));
        Assert.True((await browser.EvaluateAsync("document.documentElement.scrollWidth <= 360 && document.getElementById('event').scrollWidth <= 360"))!.GetValue<bool>());
        Assert.Equal(0, (await browser.EvaluateAsync("document.querySelectorAll('main img, dialog img, main script, dialog script, a[href^=\"javascript\"]').length"))!.GetValue<int>());
        await browser.PressAsync("Escape", 27);
        await browser.UntilAsync("!document.getElementById('event').open && location.hash === ''");

        Assert.Equal("Creel", (await browser.EvaluateAsync("document.title"))!.GetValue<string>());
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Over_TLS_the_console_is_reached_from_elsewhere_with_the_receivers_certificate()
    {
        Assert.SkipUnless(Chromium.Binary is not null, "There is no Chromium or Chrome on this machine.");
        await using var creel = await ServeAsync("--console", "https://*:0");
        Assert.StartsWith("https://localhost:", creel.Console.AbsoluteUri);
        await SendAsync(creel, """{"title": "one"}""");
        await using var browser = await Chromium.StartAsync("--ignore-certificate-errors");

        await browser.OpenAsync(await LinkAsync());
        await browser.UntilAsync($"{Rows} === 1");
        var cookies = (await browser.SendAsync("Network.getCookies"))["cookies"]!.AsArray();
        var cookie = Assert.Single(cookies)!;
        Assert.Equal(("__Host-creel", true, true, "Strict"), (cookie["name"]!.GetValue<string>(), cookie["secure"]!.GetValue<bool>(), cookie["httpOnly"]!.GetValue<bool>(), cookie["sameSite"]!.GetValue<string>()));
    }

    private static async Task<Guid> SendAsync(CreelProcess creel, string body, string? header = null, string? value = null)
    {
        using var client = creel.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, creel.Webhook) { Content = Json(body) };
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return Guid.Parse(answer.Headers.GetValues("Creel-Event-Id").Single());
    }

    private async Task<Uri> LinkAsync()
    {
        var (exit, output, error) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
        Assert.True(exit == 0, error);
        return new Uri(output.TrimEnd());
    }

    private static async Task<string> TextAsync(Chromium browser, string selector) =>
        (await browser.EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).textContent"))!.GetValue<string>();
}
