using System.Text;

namespace Creel.Tests.Configuration;

public sealed class SenderFolderTests
{
    private const string Yaml = "senders: own\nsources: { a: { path: /a, sender: workshop, secrets: [a-secret] } }\n";

    [Fact]
    public void A_sender_of_one_s_own_is_one_like_the_others()
    {
        var topology = Of(("workshop.json", """
            {"name":"workshop","title":"Our workshop","auth":[{"scheme":"hmac","algorithm":"sha256","header":"X-Workshop"}],"facts":{"type":["kind"]}}
            """), ("readme.txt", "not a profile")).Topology;
        Assert.Equal("Our workshop", topology.Sources[0].Sender.Title);
        Assert.True(topology.Sources[0].Signatures.Any);
        Assert.NotNull(topology.Senders.Find("workshop"));
        Assert.NotNull(topology.Senders.Find("catalyst-center"));
    }

    [Fact]
    public void One_of_a_known_name_takes_its_place()
    {
        var written = Written.Of("senders: own\nsources: { a: { path: /a, sender: catalyst-center, open: true } }\n",
            files: [($"{Written.Folder}/own/catalyst-center.json", """{"name":"catalyst-center","title":"Ours"}"""u8.ToArray())]);
        Assert.Equal("Ours", written.Topology.Sources[0].Sender.Title);
    }

    [Theory]
    [InlineData("workshop.json", "{", "workshop.json is no sender's profile: The profile can't be read")]
    [InlineData("workshop.json", """{"name":"garage","title":"G"}""", "it says that it is 'garage', and the file's name says workshop.")]
    [InlineData("workshop.json", """{"name":"workshop","title":"W","facts":{"type":["a..b"]}}""", "a name is missing, at character 3")]
    [InlineData("workshop.json", """{"name":"workshop","title":"W","auth":[{"scheme":"hmac","algorithm":"md5","header":"X"}]}""", "'md5'")]
    public void What_is_wrong_with_it_is_said_with_its_file(string name, string content, string expected)
    {
        var written = Of((name, content));
        Assert.Null(written.Configured);
        Assert.Contains("1:10: senders: ", written.Text, StringComparison.Ordinal);
        Assert.Contains(expected, written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Contains("senders: names a folder that can't be read", Written.Of(Yaml).Text, StringComparison.Ordinal);

    private static Written Of(params (string Name, string Content)[] files) =>
        Written.Of(Yaml, files: [.. files.Select(file => ($"{Written.Folder}/own/{file.Name}", Encoding.UTF8.GetBytes(file.Content)))]);
}
