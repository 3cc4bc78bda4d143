using System.Net;
using System.Text.Json;

namespace Creel.Tests.WebConsole;

public sealed class ConsoleGateTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(1)));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer made-up-token2")]
    [InlineData("Basic made-up-token")]
    [InlineData("made-up-token")]
    public async Task A_wrong_token_is_refused(string authorization)
    {
        using var anonymous = _host.Anonymous();
        anonymous.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        await AssertProblemAsync(await anonymous.GetAsync("/api/events", Cancel), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost:5480", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("[::1]:5480", true)]
    [InlineData("192.0.2.9", true)]
    [InlineData("CREEL.example.net:8443", true)]
    [InlineData("one.hooks.example.net.", true)]
    [InlineData("hooks.example.net", false)]
    [InlineData("two.one.hooks.example.net", false)]
    [InlineData("evilhooks.example.net", false)]
    [InlineData("evil.example.com", false)]
    [InlineData("localhost.evil.example.com", false)]
    [InlineData("127.0.0.1.evil.example.com", false)]
    public async Task Only_the_consoles_own_names_are_answered(string name, bool accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events") { Headers = { Host = name } };
        var answer = await _host.Client.SendAsync(request, Cancel);
        if (accepted) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        else await AssertProblemAsync(answer, HttpStatusCode.MisdirectedRequest);
    }

    [Fact]
    public async Task Another_method_is_not_allowed()
    {
        var answer = await _host.Client.PostAsync("/api/events", null, Cancel);
        await AssertProblemAsync(answer, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_unknown_path_is_not_found() =>
        await AssertProblemAsync(await _host.Client.GetAsync("/api/nothing", Cancel), HttpStatusCode.NotFound);

    [Fact]
    public async Task A_fault_of_ours_says_nothing_of_the_inside()
    {
        await using var broken = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(3)) { FailsAfter = 0 });
        var detail = await AssertProblemAsync(await broken.Client.GetAsync("/api/export", Cancel), HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret", detail);
        Assert.Equal(["/api/export"], broken.Faults);
    }

    [Fact]
    public async Task Head_is_answered_as_get_without_a_body_and_another_method_says_what_is_allowed()
    {
        using var head = await _host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/events"), Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (head.StatusCode, head.Content.Headers.ContentType!.ToString()));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));

        using var options = await _host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/sign-out"), Cancel);
        Assert.Equal(["POST"], options.Content.Headers.Allow);
        await AssertProblemAsync(options, HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_server_tells_who_may_read_why_it_is_not_ready()
    {
        _host.Ready = false;
        using var server = JsonDocument.Parse(await _host.Client.GetStringAsync("/api/stats", Cancel));
        Assert.Equal(("1.2.3", false, "the disk is full"), (server.RootElement.GetProperty("version").GetString(),
            server.RootElement.GetProperty("ready").GetBoolean(), server.RootElement.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Health_tells_ready_from_not_and_nothing_else()
    {
        using var anonymous = _host.Anonymous();
        Assert.Equal("ok", await anonymous.GetStringAsync("/health/live", Cancel));
        Assert.Equal("ok", await anonymous.GetStringAsync("/health/ready", Cancel));
        _host.Ready = false;
        var answer = await anonymous.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("not ready", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("ok", await anonymous.GetStringAsync("/health/live", Cancel));
        _host.Alive = false;
        using var stuck = await anonymous.GetAsync("/health/live", Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stuck"), (stuck.StatusCode, await stuck.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task Metrics_are_served_for_prometheus()
    {
        _host.Metrics.Refused("wrong password");
        var answer = await _host.Client.GetAsync("/metrics", Cancel);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("creel_requests_refused_total{reason=\"wrong password\"} 1\n", await answer.Content.ReadAsStringAsync(Cancel));
    }

    internal static async Task<string> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.ToString());
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}
