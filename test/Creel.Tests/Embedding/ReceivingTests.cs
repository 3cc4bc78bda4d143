using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Creel.Tests.Embedding;

public sealed class ReceivingTests : EmbeddingTest
{
    [Fact]
    public async Task Keeps_an_event_before_its_sender_is_answered()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder);
        var id = await app.SendAsync("""{"a":1}""");
        var kept = app.Inbox.Find(id)!;
        Assert.Equal((id, 1L, "webhook", "generic", "POST", "/webhook", "127.0.0.1", 0),
            (kept.Id, kept.Sequence, kept.Source, kept.Sender, kept.Method, kept.Path, kept.RemoteAddress, kept.Attempt));
        Assert.Equal("""{"a":1}""", kept.ReadText());
        Assert.Equal("application/json; charset=utf-8", kept.ContentType);
        Assert.StartsWith("***", kept.Headers["authorization"].ToString());
        using var json = kept.ReadJson();
        Assert.Equal(1, json.RootElement.GetProperty("a").GetInt32());
    }

    [Theory]
    [InlineData("POST", "/webhook", "x", "wrong:made-up", 401)]
    [InlineData("POST", "/webhook", "x", null, 401)]
    [InlineData("DELETE", "/webhook", "x", "sender:made-up", 405)]
    [InlineData("GET", "/webhook", null, "sender:made-up", 200)]
    [InlineData("POST", "/webhook", "", "sender:made-up", 202)]
    [InlineData("PUT", "/webhook/", "x", "sender:made-up", 202)]
    [InlineData("POST", "/elsewhere", "x", "sender:made-up", 404)]
    [InlineData("GET", "/", null, null, 200)]
    public async Task Answers_as_the_receiver_does_and_leaves_the_rest_to_the_app(string method, string path, string? body, string? user, int status)
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, map: app =>
        {
            app.MapGet("/", () => "the app's own page");
            app.MapCreelReceiver("/webhook", source => source.AddBasic("sender", "made-up"));
        });
        using var client = app.Client(user);
        using var answer = await client.SendAsync(new(new(method), path) { Content = body is null ? null : new StringContent(body) }, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 405) Assert.Equal(["GET", "HEAD", "POST", "PUT"], answer.Content.Headers.Allow);
        if (status == 401) Assert.Equal(LogLevel.Information, await app.Said.SaysAsync("refused with 401"));
    }

    [Fact]
    public async Task Takes_bodies_by_the_limit_of_the_source_whatever_the_limit_of_the_server()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder,
            (builder, _) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000),
            app =>
            {
                app.MapCreelReceiver("/webhook", source => { source.AddBasic("sender", "made-up"); source.BodyLimit = 5000; });
                app.MapPost("/own", async (HttpRequest request) => (await new StreamReader(request.Body).ReadToEndAsync()).Length);
            });
        using var client = app.Client();
        await EmbeddedApp.SendAsync(client, new string('x', 5000));
        using var larger = await client.PostAsync("/webhook", new StringContent(new string('x', 5001)), Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
        using var own = await client.PostAsync("/own", new StringContent(new string('x', 1001)), Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, own.StatusCode);
    }

    [Fact]
    public async Task Receives_under_the_prefix_of_a_group_and_the_base_path_of_the_app()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, map: app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapGroup("/in").MapCreelReceiver("/{braces}", source => source.AddBasic("sender", "made-up").Name = "grouped");
        });
        var id = await app.SendAsync("x", "/base/in/%7Bbraces%7D");
        Assert.Equal(("grouped", "/in/{braces}"), (app.Inbox.Find(id)!.Source, app.Inbox.Find(id)!.Path));
    }

    [Fact]
    public async Task Several_sources_come_from_code_and_from_a_file()
    {
        File.WriteAllText(Path.Combine(Folder, "creel.yaml"), "sources:\n  from-file:\n    path: /file\n    open: true\n");
        await using var app = await EmbeddedApp.StartAsync(Folder, options: options =>
        {
            options.ConfigurationFile = "creel.yaml";
            options.AddSource("token", "/token", source => source.AddBearer("made-up-token"));
            options.AddSource("header", "/header", source => source.AddHeader("X-Auth-Token", "made-up-value"));
        }, map: app => app.MapCreelReceivers());
        using var client = app.Client(null);
        await EmbeddedApp.SendAsync(client, "1", "/file");
        client.DefaultRequestHeaders.Authorization = new("Bearer", "made-up-token");
        await EmbeddedApp.SendAsync(client, "2", "/token");
        client.DefaultRequestHeaders.Add("X-Auth-Token", "made-up-value");
        await EmbeddedApp.SendAsync(client, "3", "/header");
        Assert.Equal(["header", "token", "from-file"], app.Inbox.ReadNewest(10).Select(kept => kept.Source));
    }

    [Fact]
    public async Task An_app_that_wants_everybody_to_sign_in_still_receives_and_its_own_pages_stay_closed()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, SignIn, app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/own", () => "the app's own");
            app.MapCreelReceiver("/webhook", source => source.AddBasic("sender", "made-up"));
            app.MapCreelReceiver("/both", source => source.AddHeader("X-Auth-Token", "made-up-value")).RequireAuthorization();
            app.MapGroup("/group").RequireAuthorization().MapCreelReceiver("/grouped", source => source.AddHeader("X-Auth-Token", "made-up-value"));
        });
        await app.SendAsync("x");
        using var client = app.Client(null);
        client.DefaultRequestHeaders.Add("X-Auth-Token", "made-up-value");
        foreach (var closed in (string[])["/own", "/both", "/group/grouped"])
        {
            using var answer = await client.GetAsync(closed, Stop);
            Assert.Equal((closed, HttpStatusCode.Unauthorized), (closed, answer.StatusCode));
        }
        client.DefaultRequestHeaders.Add("X-Signed-In", "yes");
        foreach (var open in (string[])["/own", "/both", "/group/grouped"])
        {
            using var answer = await client.GetAsync(open, Stop);
            Assert.Equal((open, HttpStatusCode.OK), (open, answer.StatusCode));
        }
    }

    [Fact]
    public async Task Believes_the_address_that_the_apps_forwarded_headers_give()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, map: app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
            app.MapCreelReceiver("/webhook", source =>
            {
                source.AddBasic("sender", "made-up");
                source.Allow.Add("203.0.113.0/24");
            });
        });
        using var client = app.Client();
        using var direct = await client.PostAsync("/webhook", new StringContent("x"), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, direct.StatusCode);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        var id = await EmbeddedApp.SendAsync(client, "x");
        Assert.Equal("203.0.113.9", app.Inbox.Find(id)!.RemoteAddress);
    }

    [Fact]
    public async Task Header_values_beyond_a_byte_a_character_are_kept_as_they_were_sent()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, map: app => app.MapCreelReceiver("/webhook", source => source.Open = true));
        using var client = app.Client(null);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Stop);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes("POST /webhook HTTP/1.1\r\nHost: example.com\r\nX-Place: Zürich → 東京\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"), Stop);
        Assert.StartsWith("HTTP/1.1 202", await new StreamReader(stream).ReadToEndAsync(Stop));
        Assert.Equal("Zürich → 東京", app.Inbox.ReadNewest(1)[0].Headers["x-place"].ToString());
    }

    [Fact]
    public async Task A_compressed_body_is_kept_as_sent_and_read_unpacked()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write("""{"packed":true}"""u8);
        using var client = app.Client();
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await client.PostAsync("/webhook", content, Stop);
        var kept = app.Inbox.ReadNewest(1)[0];
        Assert.Equal(packed.ToArray(), kept.Body.ToArray());
        Assert.Equal("""{"packed":true}""", kept.ReadText());
    }

    private static void SignIn(WebApplicationBuilder builder, CreelBuilder creel)
    {
        builder.Services.AddAuthentication("made-up").AddScheme<AuthenticationSchemeOptions, MadeUpScheme>("made-up", null);
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private sealed class MadeUpScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.ContainsKey("X-Signed-In")
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "somebody")], "made-up")), "made-up"))
            : AuthenticateResult.NoResult());
    }
}
