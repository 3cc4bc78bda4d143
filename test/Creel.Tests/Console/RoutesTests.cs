using System.Net;
using Creel.Console;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.WebConsole;

/// <summary>Every endpoint that is really mapped, asked by a stranger.</summary>
public sealed class RoutesTests : IAsyncLifetime
{
    // Who asks for these needs nothing. Each is here by name: a new one is a decision.
    private static readonly string[] ForAnyone = ["/health/live", "/health/ready"];
    private static readonly string[] PageFiles = ["/", "/api.js", "/console.css", "/console.js", "/creel.svg", "/event.js", "/list.js", "/text.js"];
    private static readonly string[] Entrances = ["/api/sign-in"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly FedInbox _fed = new FedInbox(render: LiveFrames.Event).Start();
    private SqliteQuarantine _refused = null!;
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _refused = new SqliteQuarantine(Path.Combine(_directory.FullName, "quarantine.db"), QuarantineBounds.Default, _ => { });
        _host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(1)),
            new ConsoleQuarantine { Log = _refused, Accept = (_, _, _) => Task.FromResult(AcceptOutcome.Missing), Verify = (_, _) => new() }, _fed.Feed);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _fed.DisposeAsync();
        _refused.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_stranger_gets_nothing_from_any_endpoint_by_any_method_but_health_the_page_and_signing_in()
    {
        using var stranger = _host.Anonymous();
        var open = new SortedSet<string>(StringComparer.Ordinal);
        HttpMethod[] methods = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options];
        foreach (var (path, method) in Paths().SelectMany(path => methods.Select(method => (path, method))))
        {
            using var answer = await stranger.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead, Cancel);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            else open.Add(path);
        }
        Assert.Equal([.. ((string[])[.. ForAnyone, .. PageFiles, .. Entrances]).Order(StringComparer.Ordinal)], open);
    }

    [Fact]
    public async Task Every_answer_of_every_endpoint_carries_the_security_headers_whoever_asks()
    {
        using var stranger = _host.Anonymous();
        foreach (var url in Paths().SelectMany(path => (string[])[path, path + "?nonsense=1"]))
        {
            using var refused = await stranger.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Cancel);
            using var answer = await _host.Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Cancel);
            AssertHardened(refused, isPage: PageFiles.Contains(url));
            AssertHardened(answer, isPage: PageFiles.Contains(url));
        }
    }

    [Fact]
    public async Task A_fault_of_ours_is_answered_as_hardened_as_all_else()
    {
        await using var broken = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(3)) { FailsAfter = 0 });
        using var answer = await broken.Client.GetAsync("/api/export", Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        AssertHardened(answer, isPage: false);
    }

    [Fact]
    public async Task Every_endpoint_came_through_the_gate_and_does_what_it_says_of_its_methods()
    {
        foreach (var endpoint in _host.Endpoints)
        {
            var route = Assert.Single(endpoint.Metadata.OfType<ConsoleRoute>());
            Assert.Same(route.Handler.HandleAsync, endpoint.RequestDelegate);
            using var answer = await _host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Put, PathOf(endpoint)), Cancel);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal(route.Handler.Methods, answer.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task A_path_that_is_none_is_answered_with_those_that_are()
    {
        var detail = await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync("/api/evnts", Cancel), HttpStatusCode.NotFound);
        Assert.Contains("/api/events, ", detail);
        Assert.Contains("/api/quarantine, ", detail);
        Assert.DoesNotContain("console.js", detail);
        Assert.DoesNotContain("{", detail);
    }

    private static void AssertHardened(HttpResponseMessage answer, bool isPage)
    {
        string Header(string name) => Assert.Single(answer.Headers.GetValues(name));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"));
        var policy = Header("Content-Security-Policy");
        Assert.StartsWith("default-src 'none'; ", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("*", policy);
        Assert.Equal(isPage, policy.Contains("script-src 'self'"));
        Assert.NotEqual(isPage, policy.Contains("sandbox"));
        Assert.True(answer.Headers.CacheControl is { NoStore: true } or { NoCache: true });
    }

    private IEnumerable<string> Paths() => _host.Endpoints.Select(PathOf);

    private static string PathOf(Microsoft.AspNetCore.Routing.RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        .Replace("{id}", Guid.CreateVersion7(MadeUp.Noon).ToString()).Replace("{**path}", "nothing/here");
}
