using System.CommandLine;
using Creel.Server.Commands;

namespace Creel.Server.Tests.Commands;

public sealed class CommandLineTest
{
    [Fact]
    public void Help_begins_with_the_two_commands_to_begin_with()
    {
        var help = Help("--help");

        Assert.InRange(help.IndexOf("creel serve", StringComparison.Ordinal), 0, 300);
        Assert.InRange(help.IndexOf("creel send", StringComparison.Ordinal), 0, 300);
        Assert.Contains("creel [command]", help);
    }

    [Fact]
    public void Help_of_a_command_ends_with_examples() => Assert.Contains("creel send --count 1000", Help("send", "--help"));

    [Fact]
    public void Version_is_a_number() => Assert.True(Version.TryParse(Help("--version"), out _));

    [Theory]
    [InlineData("--bogus")]
    [InlineData("sned")]
    [InlineData("send", "--count", "many")]
    [InlineData("send", "--count", "0", "https://127.0.0.1:1/")]
    [InlineData("send", "--rate", "-1", "https://127.0.0.1:1/")]
    [InlineData("send", "--user", "nocolon", "https://127.0.0.1:1/")]
    [InlineData("send", "--sample", "no-such", "https://127.0.0.1:1/")]
    [InlineData("send", "--sample", "catalyst-center", "--data", "x", "https://127.0.0.1:1/")]
    [InlineData("send", "--sender", "no-such", "--secret", "s", "https://127.0.0.1:1/")]
    [InlineData("send", "--secret", "s", "https://127.0.0.1:1/")]
    [InlineData("send", "--sender", "generic", "--secret", "s", "https://127.0.0.1:1/")]
    [InlineData("send", "--sender", "generic", "--scheme", "2", "https://127.0.0.1:1/")]
    [InlineData("send", "--secret", "s", "--secret-stdin", "--sender", "generic", "https://127.0.0.1:1/")]
    [InlineData("auth")]
    public async Task Wrong_usage_exits_with_2(params string[] args) => Assert.Equal(2, await CommandLine.RunAsync(args));

    private static string Help(params string[] args)
    {
        using var output = new StringWriter();
        Assert.Equal(0, CommandLine.Create().Parse(args).Invoke(new InvocationConfiguration { Output = output }));
        return output.ToString();
    }
}
