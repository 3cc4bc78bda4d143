using System.Net;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>
/// One run of everything, with a secret of its own in each place that may hold one; then everything that comes out anywhere is
/// searched for each of them, plain, in base64 and percent-encoded. A new kind of secret is a line in <see cref="Secret"/> and a
/// use of it; a new output is a line in <c>PlacesAsync</c>.
/// </summary>
public sealed class SecretsTests : BlackBoxTest
{
    private static readonly List<string> Given = [];

    private static readonly string User = "noc";
    private static readonly string Password = Secret("password");
    private static readonly string WrongPassword = Secret("wrong-password");
    private static readonly string WrongUser = Secret("wrong-user");
    private static readonly string NotBase64 = Secret("not-base64");
    private static readonly string Bearer = Secret("bearer");
    private static readonly string TwicePassword = Secret("given-twice");
    private static readonly string BrokenHeader = Secret("broken-header");
    private static readonly string BrokenLine = Secret("broken-line");
    private static readonly string LongHeader = Secret("long-header");
    private static readonly string UserInfo = Secret("userinfo");
    private static readonly string PlainHttp = Secret("plain-http");
    private static readonly string UnknownPath = Secret("unknown-path-query");
    private static readonly string EncodedName = Secret("encoded-name");
    private static readonly string WrongToken = Secret("api-token");
    private static readonly string WrongTokenInQuery = Secret("api-query");
    private static readonly string SendPassword = Secret("send");

    private static readonly Dictionary<string, string> Headers = new[]
    {
        "Cookie", "Proxy-Authorization", "X-Auth-Token", "X-Api-Key", "Api-Key", "ApiKey", "X-Access-Token", "X-Token", "X-Gitlab-Token",
        "X-Webhook-Token", "X-Webhook-Secret", "X-Secret",
    }.ToDictionary(name => name, name => Secret("header-" + name));

    private static readonly Dictionary<string, string> Parameters = new[]
    {
        "access_token", "token", "api_key", "apikey", "key", "secret", "password", "auth", "code", "sig", "TOKEN", "Api_Key",
    }.ToDictionary(name => name, name => Secret("query-" + name));

    // Made from the name, so that a finding says whose it is; odd characters, so that an encoding of it differs.
    private static string Secret(string name)
    {
        Given.Add($"s3cr3t~{name}~{Given.Count:000}?>");
        return Given[^1];
    }

    [Fact]
    public async Task No_secret_comes_out_anywhere()
    {
        var saved = At("saved.json");
        var creel = await ServeAsync("--user", $"{User}:{Password}", "--print", "payload", "--save", saved);
        var ids = await SendAsync(creel);
        await ProvokeAsync(creel);
        using var made = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json")));
        var token = made.RootElement.GetProperty("apiToken").GetString()!;
        Given.AddRange([token, made.RootElement.GetProperty("digestKey").GetString()!]);
        Given.AddRange(Directory.GetFiles(Path.Combine(Data, "tls")).SelectMany(PrivateKeyLines));

        var places = await PlacesAsync(creel, token, ids, saved);
        // Known to be looked at: what must be there is found.
        Assert.Contains(places, place => place.Name == "printed" && place.Text.Contains("wrong credentials"));
        Assert.Contains(places, place => place.Name.Contains("quarantine.db", StringComparison.Ordinal) && place.Text.Contains("wrong credentials"));
        Assert.Contains(places, place => place.Name == "/api/quarantine?limit=100" && place.Text.Contains("wrong credentials"));
        Assert.Contains(places, place => place.Name.Contains("inbox.db", StringComparison.Ordinal) && place.Text.Contains("NETWORK-DEVICES-3-210"));
        Assert.True(places.Count >= 25, $"only {places.Count} places");
        Assert.True(Given.Count >= 45, $"only {Given.Count} secrets");
        var found = from place in places
                    from secret in Given
                    where Forms(secret).Any(form => place.Text.Contains(form, StringComparison.OrdinalIgnoreCase))
                    select $"{secret} in {place.Name}";
        Assert.Empty(found);

        // A backup holds what this machine needs to go on, and says so; of what senders sent it holds no more than the inbox.
        var backup = ReadAsIs(At("backup"));
        Assert.Contains(token, backup);
        var ours = new[] { token, Password, made.RootElement.GetProperty("digestKey").GetString()! };
        Assert.DoesNotContain(Given.Except(ours), secret => secret.StartsWith("s3cr3t", StringComparison.Ordinal)
            && Forms(secret).Any(form => backup.Contains(form, StringComparison.Ordinal)));
    }

    /// <summary>What is kept: events with secrets in every header and parameter.</summary>
    private static async Task<List<string>> SendAsync(CreelProcess creel)
    {
        using var client = creel.Client(user: User, password: Password);
        foreach (var (name, value) in Headers) client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        var query = string.Join('&', Parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
        string[] queries = ["", "?" + query, $"?%74oken={EncodedName}", $"?a=b&to%6Ben={EncodedName}", $"?tok{"%65"}n[]={EncodedName}&api%5fkey={EncodedName}"];
        var ids = new List<string>();
        foreach (var one in queries)
        {
            using var answer = await client.PostAsync("/webhook" + one, Json("""{"eventId": "NETWORK-DEVICES-3-210"}"""));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            ids.Add(answer.Headers.GetValues("Creel-Event-Id").Single());
        }
        return ids;
    }

    /// <summary>What is refused, at every stop where something of it could be quoted.</summary>
    private async Task ProvokeAsync(CreelProcess creel)
    {
        var good = Basic(User, Password);
        string[] requests =
        [
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {Basic(User, WrongPassword)}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {Basic(WrongUser, Password)}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {NotBase64}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Bearer}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {Basic(User, TwicePassword)}\r\nAuthorization: {good}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization : Basic {BrokenHeader}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization Basic {BrokenHeader}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook?token={BrokenLine} HTTP/9.1\r\nHost: a\r\n\r\n",
            $"POST /webhook?token={BrokenLine} \r\nHost: a\r\n\r\n",
            $"POST /webhook?token={BrokenLine}\0 HTTP/1.1\r\nHost: a\r\n\r\n",
            $"POST /webhook?token={new string('x', 40_000)}{BrokenLine} HTTP/1.1\r\nHost: a\r\n\r\n",
            $"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {LongHeader}{new string('x', 40_000)}\r\n\r\n",
            $"POST http://user:{UserInfo}@a/webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {good}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /nowhere?token={UnknownPath} HTTP/1.1\r\nHost: a\r\nAuthorization: {good}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /webhook?token={UnknownPath} HTTP/1.1\r\nHost: a\r\nAuthorization: {good}\r\nContent-Length: 20\r\nContent-Encoding: gzip\r\n\r\nno gzip at all     .",
            $"POST /webhook?token={UnknownPath} HTTP/1.1\r\nHost: a\r\nAuthorization: {good}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ];
        for (var i = 0; i < requests.Length; i++)
        {
            var from = $"127.0.8.{i + 1}";
            await using var connection = await RawConnection.OpenAsync(creel.Url, from);
            await connection.CutAsync(requests[i]);
            await creel.PrintedAsync($" {from} ");
        }
        await using (var plain = await creel.ConnectAsync(tls: false))
        {
            await plain.WriteAsync(Encoding.Latin1.GetBytes($"POST /webhook?token={PlainHttp} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {PlainHttp}\r\n\r\n"));
            await creel.PrintedAsync("plain HTTP on the TLS port");
        }
    }

    private async Task<List<(string Name, string Text)>> PlacesAsync(CreelProcess creel, string token, List<string> ids, string saved)
    {
        var places = new List<(string Name, string Text)>();
        using (var api = new HttpClient { BaseAddress = creel.Console, DefaultRequestHeaders = { Authorization = new("Bearer", token) } })
        {
            string[] paths = ["/api/events", $"/api/events/{ids[^1]}", $"/api/events/{ids[1]}", $"/api/events/{ids[2]}/body", "/api/export", "/metrics", "/nowhere",
                "/api/quarantine?limit=100", $"/api/quarantine/{WrongTokenInQuery}", $"/api/quarantine?before={WrongTokenInQuery}",
                $"/api/events?token={WrongTokenInQuery}", $"/api/events?before={WrongTokenInQuery}", "/health/ready"];
            // The quarantine is written when nobody waits for it.
            for (var i = 0; i < 1_000 && !(await api.GetStringAsync("/api/quarantine?limit=100")).Contains("wrong credentials"); i++)
            {
            }
            foreach (var path in paths) places.Add((path, await TextAsync(await api.GetAsync(path))));
        }
        using (var stranger = new HttpClient { BaseAddress = creel.Console, DefaultRequestHeaders = { Authorization = new("Bearer", WrongToken) } })
            places.Add(("the API to a stranger", await TextAsync(await stranger.GetAsync($"/api/events?token={WrongTokenInQuery}"))));
        string[][] commands =
        [
            ["list", "--data", Data], ["list", "--data", Data, "--json"], ["show", ids[1], "--data", Data], ["show", ids[2], "--data", Data, "--json"],
            ["export", "--data", Data], ["export", "--data", Data, "--format", "pretty"], ["auth", "show", "--data", Data],
            ["cert", "show", "--data", Data], ["cert", "export", "--data", Data],
            ["quarantine", "list", "--data", Data], ["quarantine", "list", "--data", Data, "--json"], ["backup", At("backup"), "--data", Data],
            ["list", "--server", creel.Console.ToString(), "--token", WrongToken],
            ["send", creel.Webhook.ToString(), "--insecure", "--user", $"{User}:{SendPassword}"],
            ["send", $"https://{User}:{SendPassword}@localhost:1/webhook", "--insecure"],
        ];
        foreach (var command in commands)
        {
            var (_, output, error) = await CreelProcess.RunAsync(command);
            places.Add(($"creel {command[0]} {command[1]}", output + error));
        }
        // While the write-ahead log is still there.
        foreach (var file in DataFiles().Where(file => file.EndsWith("-wal", StringComparison.Ordinal))) places.Add((file, ReadAsIs(file)));
        await creel.KillAsync();
        foreach (var file in DataFiles()) places.Add((file, ReadAsIs(file)));
        places.Add(("saved", ReadAsIs(saved)));
        places.Add(("printed", creel.Output));
        return places;
    }

    // The two that hold secrets by design, owner-only: what this machine made for itself, and the keys of its certificates.
    private IEnumerable<string> DataFiles() => Directory.GetFiles(Data, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ("secrets.json" or "creel.sock") && !file.Contains("key", StringComparison.Ordinal));

    private static string ReadAsIs(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) => $"{answer.Headers}{Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync())}";

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static IEnumerable<string> PrivateKeyLines(string file) => File.ReadAllText(file) is var text && text.Contains("PRIVATE KEY")
        ? text[text.IndexOf("PRIVATE KEY", StringComparison.Ordinal)..].Split('\n').Skip(1).TakeWhile(line => !line.StartsWith('-')).Where(line => line.Length > 20)
        : [];

    /// <summary>A secret as it may be written: plain, percent-encoded, escaped in JSON, and in base64 alone or after the user.</summary>
    private static IEnumerable<string> Forms(string secret) =>
    [
        secret, Uri.EscapeDataString(secret), JsonEncodedText.Encode(secret).ToString(), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        Basic(User, secret)["Basic ".Length..], Basic(secret, Password)["Basic ".Length..],
    ];
}
