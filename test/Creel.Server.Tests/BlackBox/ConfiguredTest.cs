using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A test of the real program with a configuration file.</summary>
[UnsupportedOSPlatform("windows")]
public abstract class ConfiguredTest : BlackBoxTest
{
    protected string Config => At("creel.yaml");

    /// <summary>A source with one user, noc.</summary>
    protected static string Basic(string name, string path, string password, string more = "") =>
        $"  {name}:\n    path: {path}\n    basic: [{{ user: noc, password: \"{password}\" }}]\n{more}";

    protected static string Sources(params string[] sources) => "sources:\n" + string.Concat(sources);

    /// <summary>Puts a new file in place of the old one, as careful editors do; nobody else can read it.</summary>
    protected void WriteConfig(string text) => WriteOwnerOnly(Config, text);

    protected static void WriteOwnerOnly(string path, string text)
    {
        var beside = path + ".new";
        File.Delete(beside);
        using (var file = new FileStream(beside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        File.Move(beside, path, overwrite: true);
    }

    private protected Task<CreelProcess> ServeConfiguredAsync(params string[] options) => ServeAsync(["--config", Config, .. options]);

    private protected static async Task HangUpAsync(CreelProcess creel)
    {
        using var kill = Process.Start("kill", ["-HUP", creel.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>What a source's path answers to the user noc.</summary>
    private protected static async Task<HttpStatusCode> PostBasicAsync(HttpClient client, string path, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json("{}") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"noc:{password}")));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
