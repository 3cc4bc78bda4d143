using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>The secrets of a configuration file, whichever way it names them: used, refused, changed, printed about, and found nowhere.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfiguredSecretsTests : ConfiguredTest
{
    private const string Literal = "s3cr3t~literal";
    private const string Referred = "s3cr3t~from-a-file";
    private const string HeaderValue = "s3cr3t~in-a-header";
    private const string Token = "s3cr3t~bearer";
    private const string Later = "s3cr3t~later";
    private const string Wrong = "s3cr3t~of-a-bad-file";

    private static readonly string[] All = [Literal, Referred, HeaderValue, Token, Later, Wrong];

    [Fact]
    public async Task No_secret_of_a_configuration_comes_out_anywhere()
    {
        File.WriteAllText(At("secret"), Referred + "\n");
        WriteConfig(Sources(Basic("literal", "/literal", Literal), Basic("referred", "/referred", "${file:secret}"), More));
        var creel = await ServeConfiguredAsync();
        using (var client = creel.Client())
        {
            Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/literal", Literal));
            Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/referred", Referred));
            // The right secret at the wrong place is refused, and still a secret.
            Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/literal", Referred));
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/header", HeaderValue));
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "/bearer", HeaderValue));
            Assert.Equal(HttpStatusCode.NotFound, await PostAsync(client, "/nowhere", HeaderValue));
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/bearer", HeaderValue, Token));
        }
        var places = new List<(string Name, string Text)>();
        await RunAsync(places, "check", "--config", Config);
        await RunAsync(places, "auth", "show", "literal", "--data", Data);
        await RunAsync(places, "auth", "show", "header", "--data", Data);
        await RunAsync(places, "send", "--source", "bearer", "--data-dir", Data);
        await RunAsync(places, "export", "--data", Data);
        // The quarantine is written when nobody waits for it.
        do await RunAsync(places, "quarantine", "list", "--data", Data, "--json");
        while (!places[^1].Text.Contains("wrong credentials") && places.Count < 200);

        WriteConfig(Sources(Basic("literal", "/literal", Later), More));
        await HangUpAsync(creel);
        await creel.PrintedAsync("gone: referred");
        WriteConfig(Sources(Basic("literal", "no-slash", Wrong), $"  bad: {{ path: /bad, bearer: [{{ {Wrong}: 1 }}], basic: [{{ user: \"noc:{Wrong}\", pasword: \"{Wrong}\" }}] }}\n", More));
        await HangUpAsync(creel);
        await creel.PrintedAsync("no-slash");
        await RunAsync(places, "check", "--config", Config);

        await creel.KillAsync();
        places.Add(("printed", creel.Output));
        foreach (var file in Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "creel.sock"))
            places.Add((file, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))));
        // Known to be looked at.
        Assert.Contains(places, place => place.Name.Contains("quarantine.db", StringComparison.Ordinal) && place.Text.Contains("wrong credentials"));
        Assert.Contains(places, place => place.Name == "creel export" && place.Text.Contains("***"));
        Assert.Contains(places, place => place.Name == "creel check" && place.Text.Contains("no-slash"));
        Assert.Empty(from place in places
                     from secret in All
                     from form in (string[])[secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes("noc:" + secret))]
                     where place.Text.Contains(form, StringComparison.Ordinal)
                     select $"{secret} in {place.Name}");
    }

    private static string More => $"""
          header:
            path: /header
            headers: [{"{"} name: X-Made-Up, value: "{HeaderValue}" {"}"}]
          bearer:
            path: /bearer
            bearer: ["{Token}"]

        """.Replace("\r", "", StringComparison.Ordinal);

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string header, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json("{}") };
        request.Headers.Add("X-Made-Up", header);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task RunAsync(List<(string Name, string Text)> places, params string[] command)
    {
        var (_, output, error) = await CreelProcess.RunAsync(command);
        places.Add(($"creel {command[0]}", output + error));
    }
}
