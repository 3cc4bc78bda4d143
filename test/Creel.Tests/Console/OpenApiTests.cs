using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Creel.Console;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.WebConsole;

/// <summary>docs/openapi.json says what there is, all of it, and as it is answered.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private static readonly KeptEvent Encoded = MadeUp.Event(2, [0, 255], "Content-Encoding: gzip\nX-Twice: one\nX-Twice: two\n");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly KeptEvent[] _events =
    [
        MadeUp.Event(1),
        Encoded with { Tls = null, Items = [], Summary = Encoded.Summary with { Facts = Facts.None, BodyReading = BodyReading.Unparsed, Verdict = Verdict.Imported, Redacted = ["query.key"] } },
        MadeUp.Event(3) with { Summary = MadeUp.Event(3).Summary with { SenderKey = "k", Repeats = 2, RepeatOf = MadeUp.Event(1).Summary.Id, Verdict = Verdict.Open, BodyReading = BodyReading.Malformed } },
    ];
    private readonly RefusedRequest[] _refusals = [Refusals.Unique("192.0.2.1", null), Refusals.Unique() with { Body = [0, 255] }];
    private readonly FedInbox _fed = new FedInbox(render: LiveFrames.Event).Start();
    private SqliteQuarantine _refused = null!;
    private ConsoleHost _host = null!;
    private JsonDocument _document = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _refused = new SqliteQuarantine(Path.Combine(_directory.FullName, "quarantine.db"), QuarantineBounds.Default, _ => { });
        _refused.Write(_refusals, []);
        _host = await ConsoleHost.StartAsync(new ListEventLog(_events), new ConsoleQuarantine
        {
            Log = _refused,
            Accept = (id, source, _) => Task.FromResult(source == "none" ? AcceptOutcome.Refused("There is no source of that name.") : new AcceptOutcome(id, Already: true)),
            Verify = (_, wish) => wish.Sender == "none" ? VerifyOutcome.CannotBeTried("There is no sender of that name.")
                : new() { Sender = "s", Scheme = "HMAC", Verified = wish.Sender is null, Reason = wish.Sender is null ? null : "wrong signature", Explanation = wish.Sender is null ? null : new("clock", "Set it.", ["this"]) },
        }, _fed.Feed);
        _document = JsonDocument.Parse(await _host.Client.GetStringAsync("/api/openapi.json", Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        _document.Dispose();
        await _host.DisposeAsync();
        await _fed.DisposeAsync();
        _refused.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void It_is_the_file_of_the_docs() => Assert.Equal(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "openapi.json")), _document.RootElement.GetRawText() + "\n");

    [Fact]
    public void Every_path_and_method_is_documented_and_nothing_else()
    {
        var mapped = _host.Endpoints.Select(endpoint => endpoint.Metadata.OfType<ConsoleRoute>().Single())
            .Where(route => route is { Handler: not { Access: ConsoleAccess.Visitor, Changes: false }, Path: not "{**path}" })
            .Select(route => $"{(route.Handler.Changes ? "post" : "get")} {route.Path} {Words(route.Handler.Access)}");
        var documented = Operations().Select(one => $"{one.Method} {one.Path} {Security(one.Operation)}");
        Assert.Equal(mapped.Order(), documented.Order());
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own_and_path_parameters_are_those_of_the_path()
    {
        var names = Operations().Select(one => one.Operation.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (var one in Operations())
        {
            var inPath = PathParameter().Matches(one.Path).Select(match => match.Groups[1].Value);
            Assert.Equal(inPath, Parameters(one, "path"));
        }
    }

    [Fact]
    public async Task The_parameters_are_those_that_each_endpoint_says_it_takes()
    {
        foreach (var one in Operations().Where(one => !one.Path.StartsWith("/health/", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(one.Method.ToUpperInvariant()), PathOf(one.Path) + "?nonsense=1");
            using var answer = await _host.Client.SendAsync(request, Cancel);
            var detail = await ConsoleGateTests.AssertProblemAsync(answer, HttpStatusCode.BadRequest);
            var taken = Taken().Match(detail).Groups[1].Value;
            Assert.True(taken.Length > 0, $"{one.Path}: {detail}");
            Assert.Equal(taken == "none" ? [] : taken.Split(", ").Order(), Parameters(one, "query").Order());
        }
    }

    [Fact]
    public async Task Real_answers_are_as_the_document_says()
    {
        var checkedSchemas = new HashSet<string>();
        foreach (var (one, path) in Operations().Where(one => one.Method == "get").SelectMany(one => PathsOf(one.Path).Select(path => (one, path))))
        {
            // (What never ends has tests of its own.)
            using var answer = await _host.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
            var type = answer.Content.Headers.ContentType!.MediaType!;
            var content = one.Operation.GetProperty("responses").GetProperty("200").GetProperty("content");
            Assert.True(content.TryGetProperty(type, out var media) || content.TryGetProperty("*/*", out media), $"{path} answered {type}");
            if (type is not ("application/json" or "application/x-ndjson") || !media.TryGetProperty("schema", out var schema)) continue;
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            foreach (var part in type == "application/json" ? [text] : text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) AssertShape(schema, part, path);
            checkedSchemas.Add(schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1] : path);
        }
        string[] expected = ["Event", "EventPage", "Refused", "RefusedPage", "Sources", "Stats"];
        Assert.Subset(checkedSchemas, expected.ToHashSet());
    }

    [Fact]
    public async Task Changes_and_problems_are_answered_as_the_document_says()
    {
        await AssertAnswerAsync("/api/sign-in-codes", "200", _host.Client.PostAsync("/api/sign-in-codes", null, Cancel));
        using var lines = new StringContent("{}\n{}\n");
        await AssertAnswerAsync("/api/import", "200", _host.Client.PostAsync("/api/import", lines, Cancel));
        const string accept = "/api/quarantine/{id}/accept";
        await AssertAnswerAsync(accept, "200", _host.Client.PostAsync(PathOf(accept), null, Cancel));
        await AssertAnswerAsync(accept, "409", _host.Client.PostAsync(PathOf(accept) + "?source=none", null, Cancel));
        const string verify = "/api/quarantine/{id}/verify";
        await AssertAnswerAsync(verify, "200", _host.Client.PostAsync(PathOf(verify), null, Cancel));
        using var other = new StringContent("""{"sender":"other","secrets":["s"],"url":"https://hooks.example.com/"}""");
        await AssertAnswerAsync(verify, "200", _host.Client.PostAsync(PathOf(verify), other, Cancel));
        using var none = new StringContent("""{"sender":"none"}""");
        await AssertAnswerAsync(verify, "409", _host.Client.PostAsync(PathOf(verify), none, Cancel));
        await AssertAnswerAsync("/api/events", "200", _host.Client.GetAsync("/api/events?q=level:1", Cancel));
        await AssertAnswerAsync("/api/events", "400", _host.Client.GetAsync("/api/events?limit=0", Cancel));
        await AssertAnswerAsync("/api/events/{id}", "404", _host.Client.GetAsync($"/api/events/{Guid.CreateVersion7(MadeUp.Noon)}", Cancel));
        using var stranger = _host.Anonymous();
        await AssertAnswerAsync("/api/events", "401", stranger.GetAsync("/api/events", Cancel));
        await AssertAnswerAsync("/api/sign-in", "415", stranger.PostAsync("/api/sign-in", null, Cancel));
    }

    [Fact]
    public void A_wrong_answer_would_be_seen()
    {
        var shape = new JsonShape(_document.RootElement);
        var schema = _document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("EventPage");
        string[] FaultsOf(string json)
        {
            using var value = JsonDocument.Parse(json);
            return [.. shape.Faults(schema, value.RootElement)];
        }
        Assert.Empty(FaultsOf("""{"events": [], "next": null}"""));
        Assert.Single(FaultsOf("""{"events": []}"""));
        Assert.Single(FaultsOf("""{"events": [], "next": 1}"""));
        Assert.Single(FaultsOf("""{"events": [], "next": null, "more": 1}"""));
        Assert.Contains("$.events[0] has no seq", FaultsOf("""{"events": [{"id": "x"}], "next": null}"""));
        Assert.Contains("$.events[0].id is no uuid: x", FaultsOf("""{"events": [{"id": "x"}], "next": null}"""));
    }

    private async Task AssertAnswerAsync(string path, string status, Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal(status, ((int)answer.StatusCode).ToString());
        var operation = _document.RootElement.GetProperty("paths").GetProperty(path).EnumerateObject().Single(one => one.Name is "get" or "post").Value;
        var documented = new JsonShape(_document.RootElement).Resolve(operation.GetProperty("responses").GetProperty(status));
        AssertShape(documented.GetProperty("content").GetProperty(answer.Content.Headers.ContentType!.MediaType!).GetProperty("schema"), await answer.Content.ReadAsStringAsync(Cancel), path);
    }

    private void AssertShape(JsonElement schema, string text, string path)
    {
        using var value = JsonDocument.Parse(text);
        var faults = new JsonShape(_document.RootElement).Faults(schema, value.RootElement).ToList();
        Assert.True(faults.Count == 0, $"{path}: {string.Join("; ", faults)}");
    }

    private IEnumerable<Documented> Operations() =>
        from path in _document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name != "parameters"
        select new Documented(path.Name, operation.Name, operation.Value, path.Value);

    private IEnumerable<string> Parameters(Documented one, string place)
    {
        var shape = new JsonShape(_document.RootElement);
        return ((JsonElement[])[one.Operation, one.Item])
            .SelectMany(holder => holder.TryGetProperty("parameters", out var given) ? given.EnumerateArray().Select(shape.Resolve) : [])
            .Where(parameter => parameter.GetProperty("in").GetString() == place).Select(parameter => parameter.GetProperty("name").GetString()!);
    }

    private static string Words(ConsoleAccess access) => access switch
    {
        ConsoleAccess.Reader => "token or cookie",
        ConsoleAccess.TokenHolder => "token",
        _ => "nothing",
    };

    private static string Security(JsonElement operation) => !operation.TryGetProperty("security", out var security) ? "token or cookie"
        : security.GetArrayLength() == 0 ? "nothing"
        : string.Join(" or ", security.EnumerateArray().Select(one => one.EnumerateObject().Single().Name));

    private string PathOf(string path) => PathsOf(path).First();

    private IEnumerable<string> PathsOf(string path) => !path.Contains('{') ? [path]
        : (path.StartsWith("/api/quarantine/", StringComparison.Ordinal) ? _refusals.Select(one => one.Id) : _events.Select(e => e.Summary.Id))
            .Select(id => path.Replace("{id}", id.ToString()));

    private sealed record Documented(string Path, string Method, JsonElement Operation, JsonElement Item);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"It takes (.+)\.$")]
    private static partial Regex Taken();
}
