using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Creel.Console;
using Creel.Tests.Inbox;
using Creel.Tests.Receiving;

namespace Creel.Tests.WebConsole;

/// <summary>A browser becomes somebody by a code, and nobody becomes it by its cookie.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly HeldClock _clock = new();
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(1)), time: _clock);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_code_signs_in_once()
    {
        using var browser = _host.Anonymous();
        var code = await CodeAsync();
        using var first = await SignInAsync(browser, code);
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(browser, Cookie(first)));
        Assert.Contains("signed in to the console from 127.0.0.1", Assert.Single(_host.Said));

        using var second = await SignInAsync(browser, code);
        Assert.False(second.Headers.Contains("Set-Cookie"));
        Assert.Contains("used already", await ConsoleGateTests.AssertProblemAsync(second, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes_and_the_oldest_of_many_makes_room()
    {
        using var browser = _host.Anonymous();
        var late = await CodeAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, late)).StatusCode);

        var codes = new List<string>();
        for (var i = 0; i < 9; i++) codes.Add(await CodeAsync());
        _clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, codes[0])).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SignInAsync(browser, codes[1])).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SignInAsync(browser, codes[8])).StatusCode);
    }

    [Fact]
    public async Task A_code_has_256_bits_and_no_two_are_the_same()
    {
        var (one, other) = (await CodeAsync(), await CodeAsync());
        Assert.NotEqual(one, other);
        Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(one).Length);
    }

    [Fact]
    public async Task Who_tries_codes_is_told_to_wait_and_keeps_nobody_out()
    {
        using var browser = _host.Anonymous();
        var good = await CodeAsync();
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, $"guess {i}")).StatusCode);
        using var refused = await SignInAsync(browser, "guess");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.NoContent, (await SignInAsync(browser, good)).StatusCode);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, "guess")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"code\": 1}")]
    [InlineData("{\"code\": \"\\ud800\"}")]
    [InlineData("{\"cod\": \"x\"}")]
    public async Task What_is_no_code_is_refused_with_what_is_wanted(string body)
    {
        using var browser = _host.Anonymous();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        Assert.Contains("creel console", await ConsoleGateTests.AssertProblemAsync(await browser.PostAsync("/api/sign-in", content, Cancel), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_form_and_a_body_without_end_are_refused()
    {
        using var browser = _host.Anonymous();
        using var form = new FormUrlEncodedContent([new("code", await CodeAsync())]);
        await ConsoleGateTests.AssertProblemAsync(await browser.PostAsync("/api/sign-in", form, Cancel), HttpStatusCode.UnsupportedMediaType);
        using var large = new StringContent("{\"code\": \"" + new string('a', 5000), Encoding.UTF8, "application/json");
        await ConsoleGateTests.AssertProblemAsync(await browser.PostAsync("/api/sign-in", large, Cancel), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var browser = _host.Anonymous();
        using var plain = await SignInAsync(browser, await CodeAsync());
        Assert.Equal(["creel-session=*", "httponly", "path=/", "samesite=strict"], Parts(plain));
        using var encrypted = await SignInAsync(browser, await CodeAsync(), $"https://{_host.Url.Authority}");
        Assert.Equal(["__Host-creel=*", "httponly", "path=/", "samesite=strict", "secure"], Parts(encrypted));
    }

    [Fact]
    public async Task A_session_makes_no_codes_and_no_made_up_cookie_is_one()
    {
        using var browser = _host.Anonymous();
        using var signedIn = await SignInAsync(browser, await CodeAsync());
        var cookie = Cookie(signedIn);
        using var asked = await ChangeAsync(browser, "/api/sign-in-codes", cookie, origin: _host.Url.GetLeftPart(UriPartial.Authority));
        await ConsoleGateTests.AssertProblemAsync(asked, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, cookie[..^1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, "creel-session="));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, $"creel-session={ConsoleHost.Token}"));
    }

    [Theory]
    [InlineData("self", null, true)]
    [InlineData("self", "same-origin", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData(null, null, false)]
    [InlineData("self", "same-site", false)]
    [InlineData("self", "cross-site", false)]
    [InlineData("http://127.0.0.1:1", null, false)]
    [InlineData("https://evil.example.com", null, false)]
    [InlineData("null", null, false)]
    [InlineData("null", "cross-site", false)]
    public async Task With_a_cookie_only_the_consoles_own_page_changes_anything(string? origin, string? site, bool accepted)
    {
        using var browser = _host.Anonymous();
        using var signedIn = await SignInAsync(browser, await CodeAsync());
        using var answer = await ChangeAsync(browser, "/api/sign-out", Cookie(signedIn), origin == "self" ? _host.Url.GetLeftPart(UriPartial.Authority) : origin, site);
        if (accepted) Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        else await ConsoleGateTests.AssertProblemAsync(answer, HttpStatusCode.Forbidden);
        Assert.Equal(accepted ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, await AskAsync(browser, Cookie(signedIn)));
    }

    [Theory]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    public async Task With_a_cookie_another_page_reads_nothing(string site, HttpStatusCode expected)
    {
        using var browser = _host.Anonymous();
        using var signedIn = await SignInAsync(browser, await CodeAsync());
        Assert.Equal(expected, await AskAsync(browser, Cookie(signedIn), site));
    }

    [Fact]
    public async Task Another_page_signs_nobody_in()
    {
        using var browser = _host.Anonymous();
        using var answer = await SignInAsync(browser, await CodeAsync(), "https://evil.example.com");
        await ConsoleGateTests.AssertProblemAsync(answer, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_session_ends_unused_after_twelve_hours_and_in_any_case_after_seven_days()
    {
        using var browser = _host.Anonymous();
        var used = Cookie(await SignInAsync(browser, await CodeAsync()));
        var unused = Cookie(await SignInAsync(browser, await CodeAsync()));
        for (var hour = 0; hour < 7 * 24; hour += 8)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(browser, used));
            _clock.Advance(TimeSpan.FromHours(8));
            if (hour == 8) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, unused));
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, used));
    }

    [Fact]
    public async Task The_one_that_was_used_least_recently_makes_room_when_many_are_signed_in()
    {
        using var browser = _host.Anonymous();
        var cookies = new List<string>();
        for (var i = 0; i < 64; i++)
        {
            cookies.Add(Cookie(await SignInAsync(browser, await CodeAsync())));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(HttpStatusCode.OK, await AskAsync(browser, cookies[0]));
        cookies.Add(Cookie(await SignInAsync(browser, await CodeAsync())));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(browser, cookies[1]));
        foreach (var cookie in cookies.Where((_, place) => place != 1)) Assert.Equal(HttpStatusCode.OK, await AskAsync(browser, cookie));
    }

    [Fact]
    public async Task Signing_out_ends_what_that_browser_still_follows()
    {
        await using var inbox = new FedInbox(render: LiveFrames.Event).Start();
        await using var host = await ConsoleHost.StartAsync(inbox.Store, feed: inbox.Feed);
        using var browser = host.Anonymous();
        var cookie = Cookie(await SignInAsync(browser, await CodeAsync(host)));
        using var following = new HttpRequestMessage(HttpMethod.Get, "/api/live") { Headers = { { "Cookie", cookie } } };
        using var live = await browser.SendAsync(following, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var reading = live.Content.ReadAsStringAsync(Cancel);

        using var signedOut = await ChangeAsync(browser, "/api/sign-out", cookie, host.Url.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.IsNotType<TimeoutException>(await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Cancel)));
        Assert.Empty(host.Faults);
    }

    private Task<string> CodeAsync() => CodeAsync(_host);

    private static async Task<string> CodeAsync(ConsoleHost host)
    {
        using var answer = await host.Client.PostAsync("/api/sign-in-codes", null, Cancel);
        using var made = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return made.RootElement.GetProperty("code").GetString()!;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string code, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sign-in")
        {
            Content = new StringContent(JsonSerializer.Serialize(new Dictionary<string, string> { ["code"] = code }), new MediaTypeHeaderValue("application/json")),
        };
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await browser.SendAsync(request, Cancel);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient browser, string cookie, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.Add("Cookie", cookie);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await browser.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> ChangeAsync(HttpClient browser, string path, string cookie, string? origin = null, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Cookie", cookie);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        return await browser.SendAsync(request, Cancel);
    }

    private static string Cookie(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private static string[] Parts(HttpResponseMessage answer) =>
        [.. answer.Headers.GetValues("Set-Cookie").Single().Split("; ").Select((part, place) => place == 0 ? part.Split('=')[0] + "=*" : part.ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
