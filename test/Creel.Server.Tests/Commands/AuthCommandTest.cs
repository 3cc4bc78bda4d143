using System.Text;
using Creel.Server.Commands;
using Creel.Server.Configuring;
using Creel.Server.Local;

namespace Creel.Server.Tests.Commands;

public sealed class AuthCommandTest : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("creel-auth-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("username", "password", "dXNlcm5hbWU6cGFzc3dvcmQ=")]
    [InlineData("user", "a:b:c", "dXNlcjphOmI6Yw==")]
    [InlineData("jürgen", "пароль", "asO8cmdlbjrQv9Cw0YDQvtC70Yw=")]
    public void Basic_encodes_as_utf8_and_leaves_colons_in_the_password(string user, string password, string encoded)
    {
        Assert.Equal($"Encoded string: {encoded}\nAuthorization Header value: Basic {encoded}\n", AuthCommand.BasicText(user, password));
        Assert.Equal($"{user}:{password}", Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
    }

    [Theory]
    [InlineData(null, "p")]
    [InlineData("", "p")]
    [InlineData("u", null)]
    [InlineData("u", "")]
    [InlineData("u:v", "p")]
    public void Basic_refuses_what_the_scheme_cannot_carry(string? user, string? password)
    {
        Assert.Equal(2, Assert.Throws<CommandException>(() => AuthCommand.BasicText(user, password)).ExitCode);
    }

    [Fact]
    public void Show_gives_a_header_value_and_a_curl_line_that_trusts_the_receivers_ca()
    {
        var data = WriteDataDirectory();
        var ca = Path.Combine(data.TlsDirectory, "ca.pem");
        Directory.CreateDirectory(data.TlsDirectory);
        File.WriteAllText(ca, "");

        var text = SourceCredentials.Find(data, null).Text();

        Assert.Contains("it's me:s3cret", text.Replace(@"'\''", "'"));
        Assert.Contains("Basic " + Convert.ToBase64String("it's me:s3cret"u8), text);
        Assert.Contains($"curl --cacert {ca} --user 'it'\\''s me:s3cret'", text);
        Assert.Contains("https://localhost:5443/webhook", text);
    }

    [Fact]
    public void Where_it_is_no_terminal_the_command_that_shows_them_stands_in_for_the_secrets()
    {
        var credentials = SourceCredentials.Find(WriteDataDirectory(), "webhook");

        var text = credentials.WithoutSecrets("/my data");

        Assert.DoesNotContain("s3cret", text);
        Assert.DoesNotContain(credentials.Source.Credentials[0].Value["Basic ".Length..], text);
        Assert.Contains("creel auth show webhook --data '/my data'", text);
        Assert.DoesNotContain("s3cret", credentials.ToString());
    }

    [Fact]
    public void A_source_that_is_not_there_is_answered_with_those_that_are()
    {
        var data = WriteDataDirectory();
        Assert.Contains("webhook", Assert.Throws<CommandException>(() => SourceCredentials.Find(data, "github")).Message);
    }

    private DataDirectory WriteDataDirectory()
    {
        var data = DataDirectory.OpenOrCreate(folder.FullName);
        LocalSecrets.ReadOrCreate(data, "webhook", new("it's me", "s3cret"));
        return data;
    }
}
